// 由 `tuan100 openapi --client js` 从接口文档生成:不要手改,改了接口就重新生成。
'use strict'

/**
 * 每个接口一个函数。真正发请求的是 send(call, options):
 * call 里有 name、method、path、query、body;open 是不用会话的,keyed 是要 Idempotency-Key 的,
 * mime 是上传的类型,file 是回答不是 JSON 的。
 *
 * @param {import('./client').Send} send
 * @returns {import('./client').Client}
 */
function create(send) {
  return {
    /** 换一个会话。谁都可以。 */
    session_open: function (body, options) {
      return send({ name: 'session_open', method: 'POST', path: '/session', body: body, open: true }, options)
    },
    /** 退出这部手机。打开了会话就可以。 */
    session_close: function (options) {
      return send({ name: 'session_close', method: 'DELETE', path: '/session' }, options)
    },
    /** 用手机号登录。打开了会话就可以。 */
    session_phone: function (body, options) {
      return send({ name: 'session_phone', method: 'POST', path: '/session/phone', body: body }, options)
    },
    /** 同意、不是我,或不想被联系。打开了会话就可以。 */
    session_answer: function (body, options) {
      return send({ name: 'session_answer', method: 'POST', path: '/session/answer', body: body, keyed: true }, options)
    },
    /** 团干部登录。打开了会话就可以。 */
    session_password: function (body, options) {
      return send({ name: 'session_password', method: 'POST', path: '/session/password', body: body }, options)
    },
    /** 换密码。打开了会话就可以。 */
    session_password_new: function (body, options) {
      return send({ name: 'session_password_new', method: 'POST', path: '/session/password/new', body: body }, options)
    },
    /** 用对话里的码登录。打开了会话就可以。 */
    session_scene: function (body, options) {
      return send({ name: 'session_scene', method: 'POST', path: '/session/scene', body: body }, options)
    },
    /** 登录着的手机。打开了会话就可以。 */
    sessions_mine: function (options) {
      return send({ name: 'sessions_mine', method: 'GET', path: '/me/sessions' }, options)
    },
    /** 退出别的手机。打开了会话就可以。 */
    sessions_end: function (options) {
      return send({ name: 'sessions_end', method: 'DELETE', path: '/me/sessions' }, options)
    },
    /** 谁想登录成我。登录了就可以。 */
    binding_waiting: function (options) {
      return send({ name: 'binding_waiting', method: 'GET', path: '/me/binding/waiting' }, options)
    },
    /** 不是我。登录了就可以。 */
    binding_refuse: function (options) {
      return send({ name: 'binding_refuse', method: 'POST', path: '/me/binding/refuse' }, options)
    },
    /** 是我换的。登录了就可以。 */
    binding_agree: function (options) {
      return send({ name: 'binding_agree', method: 'POST', path: '/me/binding/agree' }, options)
    },
    /** 在小程序上退出登录。登录了就可以。 */
    binding_release: function (options) {
      return send({ name: 'binding_release', method: 'DELETE', path: '/me/binding' }, options)
    },
    /** 我是谁、能做什么。打开了会话就可以。 */
    me: function (options) {
      return send({ name: 'me', method: 'GET', path: '/me' }, options)
    },
    /** 今天有什么等着我。登录了就可以。 */
    home: function (options) {
      return send({ name: 'home', method: 'GET', path: '/home' }, options)
    },
    /** 表单里的选项。打开了会话就可以。 */
    dictionaries: function (options) {
      return send({ name: 'dictionaries', method: 'GET', path: '/dictionaries' }, options)
    },
    /** 没看的消息,新的在前。登录了就可以。 */
    notices_mine: function (query, options) {
      return send({ name: 'notices_mine', method: 'GET', path: '/notices', query: query }, options)
    },
    /** 看过了。登录了就可以。 */
    notices_read: function (body, options) {
      return send({ name: 'notices_read', method: 'POST', path: '/notices/read', body: body, keyed: true }, options)
    },
    /** 最近一次单位简报。团干部。 */
    digest_last: function (options) {
      return send({ name: 'digest_last', method: 'GET', path: '/digest' }, options)
    },
    /** 存着我的什么。登录了就可以。 */
    my_data: function (options) {
      return send({ name: 'my_data', method: 'GET', path: '/me/data' }, options)
    },
    /** 改正姓名、出生日期。登录了就可以。 */
    my_data_correct: function (body, options) {
      return send({ name: 'my_data_correct', method: 'POST', path: '/me/data', body: body, keyed: true }, options)
    },
    /** 一项里的每一条。登录了就可以。 */
    my_data_part: function (key, query, options) {
      return send({ name: 'my_data_part', method: 'GET', path: '/me/data/parts/' + encodeURIComponent(key), query: query }, options)
    },
    /** 下载全部。登录了就可以。 */
    my_data_export: function (options) {
      return send({ name: 'my_data_export', method: 'POST', path: '/me/data/export' }, options)
    },
    /** 换手机号。登录了就可以。 */
    my_data_phone: function (body, options) {
      return send({ name: 'my_data_phone', method: 'POST', path: '/me/data/phone', body: body }, options)
    },
    /** 哪些消息要收。登录了就可以。 */
    letters_mine: function (options) {
      return send({ name: 'letters_mine', method: 'GET', path: '/me/letters' }, options)
    },
    /** 选要收的消息。登录了就可以。 */
    letters_want: function (body, options) {
      return send({ name: 'letters_want', method: 'PUT', path: '/me/letters', body: body, keyed: true }, options)
    },
    /** 申请删除。登录了就可以。 */
    erasure_ask: function (options) {
      return send({ name: 'erasure_ask', method: 'POST', path: '/me/data/erasure', keyed: true }, options)
    },
    /** 不删了。登录了就可以。 */
    erasure_take_back: function (options) {
      return send({ name: 'erasure_take_back', method: 'DELETE', path: '/me/data/erasure', keyed: true }, options)
    },
    /** 可以订阅的消息。登录了就可以。 */
    subscriptions_mine: function (options) {
      return send({ name: 'subscriptions_mine', method: 'GET', path: '/subscriptions' }, options)
    },
    /** 交回同意了哪些。登录了就可以。 */
    subscriptions_answer: function (body, options) {
      return send({ name: 'subscriptions_answer', method: 'POST', path: '/subscriptions', body: body, keyed: true }, options)
    },
    /** 要先给 TA 看的话。谁都可以。 */
    care_card: function (state, options) {
      return send({ name: 'care_card', method: 'GET', path: '/care/' + encodeURIComponent(state), open: true }, options)
    },
    /** 能报的活动,近的在前。登录了就可以。 */
    activities_open: function (query, options) {
      return send({ name: 'activities_open', method: 'GET', path: '/activities', query: query }, options)
    },
    /** 办一个活动:发布,或者存成草稿。团干部。 */
    activity_make: function (body, options) {
      return send({ name: 'activity_make', method: 'POST', path: '/activities', body: body, keyed: true }, options)
    },
    /** 我报的活动,近的在前。登录了就可以。 */
    activities_mine: function (query, options) {
      return send({ name: 'activities_mine', method: 'GET', path: '/activities/mine', query: query }, options)
    },
    /** 去过的活动,最近的在前。登录了就可以。 */
    activities_been: function (query, options) {
      return send({ name: 'activities_been', method: 'GET', path: '/activities/been', query: query }, options)
    },
    /** 看一个活动。登录了就可以。 */
    activity_one: function (activity_id, options) {
      return send({ name: 'activity_one', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) }, options)
    },
    /** 报名。登录了就可以。 */
    activity_enrol: function (activity_id, body, options) {
      return send({ name: 'activity_enrol', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/enrol', body: body, keyed: true }, options)
    },
    /** 要给我留着的名额。登录了就可以。 */
    activity_accept: function (activity_id, options) {
      return send({ name: 'activity_accept', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/accept', keyed: true }, options)
    },
    /** 取消报名,或者请假。登录了就可以。 */
    activity_withdraw: function (activity_id, body, options) {
      return send({ name: 'activity_withdraw', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/withdraw', body: body, keyed: true }, options)
    },
    /** 说说怎么样;再交一次就是改。登录了就可以。 */
    activity_rate: function (activity_id, body, options) {
      return send({ name: 'activity_rate', method: 'PUT', path: '/activities/' + encodeURIComponent(activity_id) + '/feedback', body: body, keyed: true }, options)
    },
    /** 现在能签到的活动;一个也没有时 message 说为什么。登录了就可以。 */
    checkin_doors: function (options) {
      return send({ name: 'checkin_doors', method: 'GET', path: '/check-ins/doors' }, options)
    },
    /** 用数字签到。登录了就可以。 */
    checkin_digits: function (body, options) {
      return send({ name: 'checkin_digits', method: 'POST', path: '/check-ins/digits', body: body }, options)
    },
    /** 扫码签到。登录了就可以。 */
    checkin_scan: function (body, options) {
      return send({ name: 'checkin_scan', method: 'POST', path: '/check-ins/scan', body: body }, options)
    },
    /** 我的心愿。登录了就可以。 */
    wishes_mine: function (query, options) {
      return send({ name: 'wishes_mine', method: 'GET', path: '/wishes', query: query }, options)
    },
    /** 许一个心愿。登录了就可以。 */
    wish_post: function (body, options) {
      return send({ name: 'wish_post', method: 'POST', path: '/wishes', body: body, keyed: true }, options)
    },
    /** 许愿时能选什么。登录了就可以。 */
    wish_choices: function (options) {
      return send({ name: 'wish_choices', method: 'GET', path: '/wishes/choices' }, options)
    },
    /** 替孩子许一个心愿。团干部。 */
    wish_post_child: function (body, options) {
      return send({ name: 'wish_post_child', method: 'POST', path: '/wishes/child', body: body, keyed: true }, options)
    },
    /** 看一个心愿。登录了就可以。 */
    wish_one: function (wish_id, options) {
      return send({ name: 'wish_one', method: 'GET', path: '/wishes/' + encodeURIComponent(wish_id) }, options)
    },
    /** 心愿的图。登录了就可以。 */
    wish_picture: function (wish_id, options) {
      return send({ name: 'wish_picture', method: 'GET', path: '/wishes/' + encodeURIComponent(wish_id) + '/picture', file: true }, options)
    },
    /** 给自己的心愿配一张图;审核以前可以换。登录了就可以。 */
    wish_picture_put: function (wish_id, content, mime, options) {
      return send({ name: 'wish_picture_put', method: 'PUT', path: '/wishes/' + encodeURIComponent(wish_id) + '/picture', body: content, mime: mime, keyed: true }, options)
    },
    /** 收回心愿。登录了就可以。 */
    wish_withdraw: function (wish_id, options) {
      return send({ name: 'wish_withdraw', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/withdraw', keyed: true }, options)
    },
    /** 说收到了。登录了就可以。 */
    wish_agree: function (wish_id, body, options) {
      return send({ name: 'wish_agree', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/agree', body: body, keyed: true }, options)
    },
    /** 说还没收到。登录了就可以。 */
    wish_disagree: function (wish_id, body, options) {
      return send({ name: 'wish_disagree', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/disagree', body: body, keyed: true }, options)
    },
    /** 留一句话,许愿的人和认领的人之间。登录了就可以。 */
    wish_note: function (wish_id, body, options) {
      return send({ name: 'wish_note', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/notes', body: body, keyed: true }, options)
    },
    /** 心愿池。团干部。 */
    wish_pool_list: function (query, options) {
      return send({ name: 'wish_pool_list', method: 'GET', path: '/wishes/pool', query: query }, options)
    },
    /** 心愿池里有哪些地方。团干部。 */
    wish_pool_areas: function (options) {
      return send({ name: 'wish_pool_areas', method: 'GET', path: '/wishes/pool/areas' }, options)
    },
    /** 我认领的和一起拼的。团干部。 */
    wish_claims_mine: function (query, options) {
      return send({ name: 'wish_claims_mine', method: 'GET', path: '/wishes/claims', query: query }, options)
    },
    /** 认领。团干部。 */
    wish_claim: function (wish_id, body, options) {
      return send({ name: 'wish_claim', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/claim', body: body, keyed: true }, options)
    },
    /** 退回去。团干部。 */
    wish_release: function (wish_id, body, options) {
      return send({ name: 'wish_release', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/release', body: body, keyed: true }, options)
    },
    /** 说办好了。团干部。 */
    wish_done: function (wish_id, options) {
      return send({ name: 'wish_done', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/done', keyed: true }, options)
    },
    /** 请别人一起拼。团干部。 */
    wish_share: function (wish_id, options) {
      return send({ name: 'wish_share', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/share', keyed: true }, options)
    },
    /** 一起拼。团干部。 */
    wish_join: function (wish_id, body, options) {
      return send({ name: 'wish_join', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/join', body: body, keyed: true }, options)
    },
    /** 不拼了。团干部。 */
    wish_leave: function (wish_id, options) {
      return send({ name: 'wish_leave', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/leave', keyed: true }, options)
    },
    /** 等着审核的心愿,等得久的在前。机关负责人。 */
    wish_review_list: function (query, options) {
      return send({ name: 'wish_review_list', method: 'GET', path: '/wishes/review', query: query }, options)
    },
    /** 通过。机关负责人。 */
    wish_approve: function (wish_id, options) {
      return send({ name: 'wish_approve', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/approve', keyed: true }, options)
    },
    /** 收起来。机关负责人。 */
    wish_remove: function (wish_id, body, options) {
      return send({ name: 'wish_remove', method: 'POST', path: '/wishes/' + encodeURIComponent(wish_id) + '/remove', body: body, keyed: true }, options)
    },
    /** 我提的。登录了就可以。 */
    tickets_mine: function (query, options) {
      return send({ name: 'tickets_mine', method: 'GET', path: '/tickets', query: query }, options)
    },
    /** 提一件。登录了就可以。 */
    ticket_ask: function (body, options) {
      return send({ name: 'ticket_ask', method: 'POST', path: '/tickets', body: body, keyed: true }, options)
    },
    /** 看一件。登录了就可以。 */
    ticket_one: function (ticket_id, options) {
      return send({ name: 'ticket_one', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) }, options)
    },
    /** 差不多的:自己的和公开答过的。登录了就可以。 */
    ticket_likes_of: function (ticket_id, options) {
      return send({ name: 'ticket_likes_of', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) + '/likes' }, options)
    },
    /** 补充一句。登录了就可以。 */
    ticket_supply: function (ticket_id, body, options) {
      return send({ name: 'ticket_supply', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/supply', body: body, keyed: true }, options)
    },
    /** 解决了。登录了就可以。 */
    ticket_solved: function (ticket_id, options) {
      return send({ name: 'ticket_solved', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/solved', keyed: true }, options)
    },
    /** 没解决,不用再办。登录了就可以。 */
    ticket_unsolved: function (ticket_id, options) {
      return send({ name: 'ticket_unsolved', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/unsolved', keyed: true }, options)
    },
    /** 没解决,重新打开。登录了就可以。 */
    ticket_reopen: function (ticket_id, body, options) {
      return send({ name: 'ticket_reopen', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/reopen', body: body, keyed: true }, options)
    },
    /** 撤回,不用办了。登录了就可以。 */
    ticket_withdraw: function (ticket_id, options) {
      return send({ name: 'ticket_withdraw', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/withdraw', keyed: true }, options)
    },
    /** 换一类。登录了就可以。 */
    ticket_set_kind: function (ticket_id, body, options) {
      return send({ name: 'ticket_set_kind', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/kind', body: body, keyed: true }, options)
    },
    /** 办完以后不用回访。登录了就可以。 */
    ticket_quiet: function (ticket_id, options) {
      return send({ name: 'ticket_quiet', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/quiet', keyed: true }, options)
    },
    /** 不公开;已经公开的马上撤下。登录了就可以。 */
    ticket_keep: function (ticket_id, options) {
      return send({ name: 'ticket_keep', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/keep', keyed: true }, options)
    },
    /** 可以不带名字公开给别人参考。登录了就可以。 */
    ticket_allow: function (ticket_id, options) {
      return send({ name: 'ticket_allow', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/allow', keyed: true }, options)
    },
    /** 等我办的。团干部。 */
    tickets_waiting: function (query, options) {
      return send({ name: 'tickets_waiting', method: 'GET', path: '/tickets/desk', query: query }, options)
    },
    /** 等我办的有几件。团干部。 */
    tickets_counts: function (options) {
      return send({ name: 'tickets_counts', method: 'GET', path: '/tickets/desk/counts' }, options)
    },
    /** 像的、以前答过的。团干部。 */
    ticket_beside: function (ticket_id, options) {
      return send({ name: 'ticket_beside', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) + '/beside' }, options)
    },
    /** 可以转给谁。团干部。 */
    ticket_targets_of: function (ticket_id, options) {
      return send({ name: 'ticket_targets_of', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) + '/targets' }, options)
    },
    /** 受理,我来办。团干部。 */
    ticket_accept: function (ticket_id, options) {
      return send({ name: 'ticket_accept', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/accept', keyed: true }, options)
    },
    /** 答复。团干部。 */
    ticket_answer: function (ticket_id, body, options) {
      return send({ name: 'ticket_answer', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/answer', body: body, keyed: true }, options)
    },
    /** 请 TA 补充。团干部。 */
    ticket_more: function (ticket_id, body, options) {
      return send({ name: 'ticket_more', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/more', body: body, keyed: true }, options)
    },
    /** 写个说明。团干部。 */
    ticket_note: function (ticket_id, body, options) {
      return send({ name: 'ticket_note', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/note', body: body, keyed: true }, options)
    },
    /** 看 TA 的号码(会记下)。团干部。 */
    ticket_phone: function (ticket_id, options) {
      return send({ name: 'ticket_phone', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/phone' }, options)
    },
    /** 转办。团干部。 */
    ticket_pass: function (ticket_id, body, options) {
      return send({ name: 'ticket_pass', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/pass', body: body, keyed: true }, options)
    },
    /** 不属本级,告诉 TA 归谁管。团干部。 */
    ticket_refer: function (ticket_id, body, options) {
      return send({ name: 'ticket_refer', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/refer', body: body, keyed: true }, options)
    },
    /** 并到另一件里一起办。团干部。 */
    ticket_merge: function (ticket_id, body, options) {
      return send({ name: 'ticket_merge', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/merge', body: body, keyed: true }, options)
    },
    /** 公开的样子。团干部。 */
    ticket_public: function (ticket_id, options) {
      return send({ name: 'ticket_public', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) + '/public' }, options)
    },
    /** 公开到「青年之声」。团干部。 */
    ticket_publish: function (ticket_id, body, options) {
      return send({ name: 'ticket_publish', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/publish', body: body, keyed: true }, options)
    },
    /** 从「青年之声」撤下。团干部。 */
    ticket_unpublish: function (ticket_id, options) {
      return send({ name: 'ticket_unpublish', method: 'POST', path: '/tickets/' + encodeURIComponent(ticket_id) + '/unpublish', keyed: true }, options)
    },
    /** 可以用的回复模板。团干部。 */
    ticket_replies: function (query, options) {
      return send({ name: 'ticket_replies', method: 'GET', path: '/ticket-replies', query: query }, options)
    },
    /** 加一个模板。机关负责人。 */
    ticket_reply_add: function (body, options) {
      return send({ name: 'ticket_reply_add', method: 'POST', path: '/ticket-replies', body: body, keyed: true }, options)
    },
    /** 给这一件填好的回复模板。团干部。 */
    ticket_replies_for: function (ticket_id, query, options) {
      return send({ name: 'ticket_replies_for', method: 'GET', path: '/tickets/' + encodeURIComponent(ticket_id) + '/replies', query: query }, options)
    },
    /** 改一个模板。机关负责人。 */
    ticket_reply_change: function (reply_id, body, options) {
      return send({ name: 'ticket_reply_change', method: 'PUT', path: '/ticket-replies/' + encodeURIComponent(reply_id), body: body, keyed: true }, options)
    },
    /** 删掉一个模板。机关负责人。 */
    ticket_reply_remove: function (reply_id, options) {
      return send({ name: 'ticket_reply_remove', method: 'DELETE', path: '/ticket-replies/' + encodeURIComponent(reply_id), keyed: true }, options)
    },
    /** 把删掉的放回来。机关负责人。 */
    ticket_reply_restore: function (reply_id, options) {
      return send({ name: 'ticket_reply_restore', method: 'POST', path: '/ticket-replies/' + encodeURIComponent(reply_id) + '/restore', keyed: true }, options)
    },
    /** 看一看、搜一搜。打开了会话就可以。 */
    voices_list: function (query, options) {
      return send({ name: 'voices_list', method: 'GET', path: '/voices', query: query }, options)
    },
    /** 看一条。打开了会话就可以。 */
    voice_one: function (voice_id, options) {
      return send({ name: 'voice_one', method: 'GET', path: '/voices/' + encodeURIComponent(voice_id) }, options)
    },
    /** 话题。登录了就可以。 */
    topics_list: function (query, options) {
      return send({ name: 'topics_list', method: 'GET', path: '/topics', query: query }, options)
    },
    /** 发起讨论、分享。团干部。 */
    topic_start: function (body, options) {
      return send({ name: 'topic_start', method: 'POST', path: '/topics', body: body, keyed: true }, options)
    },
    /** 可以分享给谁。团干部。 */
    topics_audience: function (options) {
      return send({ name: 'topics_audience', method: 'GET', path: '/topics/audience' }, options)
    },
    /** 分享一张图,没有别的。团干部。 */
    topic_start_picture: function (content, mime, query, options) {
      return send({ name: 'topic_start_picture', method: 'POST', path: '/topics/picture', query: query, body: content, mime: mime, keyed: true }, options)
    },
    /** 看一个。登录了就可以。 */
    topic_one: function (topic_id, options) {
      return send({ name: 'topic_one', method: 'GET', path: '/topics/' + encodeURIComponent(topic_id) }, options)
    },
    /** 打开过了。登录了就可以。 */
    topic_opened: function (topic_id, options) {
      return send({ name: 'topic_opened', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/opened', keyed: true }, options)
    },
    /** 放一张图片。团干部。 */
    topic_photo: function (topic_id, content, mime, options) {
      return send({ name: 'topic_photo', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/photos', body: content, mime: mime, keyed: true }, options)
    },
    /** 结束讨论,还可以看。团干部。 */
    topic_close: function (topic_id, options) {
      return send({ name: 'topic_close', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/close', keyed: true }, options)
    },
    /** 接着聊。团干部。 */
    topic_reopen: function (topic_id, options) {
      return send({ name: 'topic_reopen', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/reopen', keyed: true }, options)
    },
    /** 撤下自己发起的。团干部。 */
    topic_withdraw: function (topic_id, options) {
      return send({ name: 'topic_withdraw', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/withdraw', keyed: true }, options)
    },
    /** 负责人看本级和下级的一个。机关负责人。 */
    topic_above: function (topic_id, options) {
      return send({ name: 'topic_above', method: 'GET', path: '/topics/' + encodeURIComponent(topic_id) + '/above' }, options)
    },
    /** 负责人撤下,说明为什么。机关负责人。 */
    topic_take_down: function (topic_id, body, options) {
      return send({ name: 'topic_take_down', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/take-down', body: body, keyed: true }, options)
    },
    /** 大家说的,新的在前。登录了就可以。 */
    topic_answers_list: function (topic_id, query, options) {
      return send({ name: 'topic_answers_list', method: 'GET', path: '/topics/' + encodeURIComponent(topic_id) + '/answers', query: query }, options)
    },
    /** 说一句。登录了就可以。 */
    topic_answer: function (topic_id, body, options) {
      return send({ name: 'topic_answer', method: 'POST', path: '/topics/' + encodeURIComponent(topic_id) + '/answers', body: body, keyed: true }, options)
    },
    /** 负责人看本级和下级的回复。机关负责人。 */
    topic_answers_above: function (topic_id, query, options) {
      return send({ name: 'topic_answers_above', method: 'GET', path: '/topics/' + encodeURIComponent(topic_id) + '/answers/above', query: query }, options)
    },
    /** 收回自己说的。登录了就可以。 */
    topic_answer_remove: function (answer_id, options) {
      return send({ name: 'topic_answer_remove', method: 'DELETE', path: '/topic-answers/' + encodeURIComponent(answer_id), keyed: true }, options)
    },
    /** 这条不合适。登录了就可以。 */
    topic_answer_report: function (answer_id, options) {
      return send({ name: 'topic_answer_report', method: 'POST', path: '/topic-answers/' + encodeURIComponent(answer_id) + '/report', keyed: true }, options)
    },
    /** 发起人收起一条,说明为什么。团干部。 */
    topic_answer_hide: function (answer_id, body, options) {
      return send({ name: 'topic_answer_hide', method: 'POST', path: '/topic-answers/' + encodeURIComponent(answer_id) + '/hide', body: body, keyed: true }, options)
    },
    /** 发起人放出来。团干部。 */
    topic_answer_show: function (answer_id, options) {
      return send({ name: 'topic_answer_show', method: 'POST', path: '/topic-answers/' + encodeURIComponent(answer_id) + '/show', keyed: true }, options)
    },
    /** 本级的清单。机关负责人。 */
    problems_list: function (query, options) {
      return send({ name: 'problems_list', method: 'GET', path: '/problems', query: query }, options)
    },
    /** 写一条;不是负责人的,提给单位。团干部。 */
    problem_write: function (body, options) {
      return send({ name: 'problem_write', method: 'POST', path: '/problems', body: body, keyed: true }, options)
    },
    /** 本级的清单怎么样了。机关负责人。 */
    problems_desk: function (query, options) {
      return send({ name: 'problems_desk', method: 'GET', path: '/problems/desk', query: query }, options)
    },
    /** 我提的(最近 30 条)。团干部。 */
    problems_proposed: function (query, options) {
      return send({ name: 'problems_proposed', method: 'GET', path: '/problems/proposed', query: query }, options)
    },
    /** 我反映过、答复了的(最近 30 条)。登录了就可以。 */
    problems_heard: function (query, options) {
      return send({ name: 'problems_heard', method: 'GET', path: '/problems/heard', query: query }, options)
    },
    /** 下级交来的。机关负责人。 */
    problems_waiting: function (query, options) {
      return send({ name: 'problems_waiting', method: 'GET', path: '/problems/waiting', query: query }, options)
    },
    /** 可以并进去的。机关负责人。 */
    problems_targets: function (query, options) {
      return send({ name: 'problems_targets', method: 'GET', path: '/problems/targets', query: query }, options)
    },
    /** 可以列成问题的。机关负责人。 */
    problems_suggested: function (query, options) {
      return send({ name: 'problems_suggested', method: 'GET', path: '/problems/suggested', query: query }, options)
    },
    /** 把几件反映的列成一条。机关负责人。 */
    problem_gather: function (body, options) {
      return send({ name: 'problem_gather', method: 'POST', path: '/problems/gather', body: body, keyed: true }, options)
    },
    /** 把下级交来的并成自己的一条。机关负责人。 */
    problem_adopt: function (body, options) {
      return send({ name: 'problem_adopt', method: 'POST', path: '/problems/adopt', body: body, keyed: true }, options)
    },
    /** 交上去。机关负责人。 */
    problems_hand: function (body, options) {
      return send({ name: 'problems_hand', method: 'POST', path: '/problems/hand', body: body, keyed: true }, options)
    },
    /** 以前没办完的挪到本季度。机关负责人。 */
    problems_carry: function (options) {
      return send({ name: 'problems_carry', method: 'POST', path: '/problems/carry', keyed: true }, options)
    },
    /** 看一条。团干部。 */
    problem_one: function (problem_id, options) {
      return send({ name: 'problem_one', method: 'GET', path: '/problems/' + encodeURIComponent(problem_id) }, options)
    },
    /** 改一条。机关负责人。 */
    problem_edit: function (problem_id, body, options) {
      return send({ name: 'problem_edit', method: 'PUT', path: '/problems/' + encodeURIComponent(problem_id), body: body, keyed: true }, options)
    },
    /** 撤下;自己提的收回。团干部。 */
    problem_drop: function (problem_id, options) {
      return send({ name: 'problem_drop', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/drop', keyed: true }, options)
    },
    /** 恢复撤下的。机关负责人。 */
    problem_restore: function (problem_id, options) {
      return send({ name: 'problem_restore', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/restore', keyed: true }, options)
    },
    /** 交上去的收回来。机关负责人。 */
    problem_take_back: function (problem_id, options) {
      return send({ name: 'problem_take_back', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/take-back', keyed: true }, options)
    },
    /** 并进另一条。机关负责人。 */
    problem_merge: function (problem_id, body, options) {
      return send({ name: 'problem_merge', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/merge', body: body, keyed: true }, options)
    },
    /** 可能也是这件事的。机关负责人。 */
    problem_near: function (problem_id, query, options) {
      return send({ name: 'problem_near', method: 'GET', path: '/problems/' + encodeURIComponent(problem_id) + '/near', query: query }, options)
    },
    /** 再加几件进来。机关负责人。 */
    problem_put_in: function (problem_id, body, options) {
      return send({ name: 'problem_put_in', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/tickets', body: body, keyed: true }, options)
    },
    /** 拿出来几件,或者分成新的一条。机关负责人。 */
    problem_split: function (problem_id, body, options) {
      return send({ name: 'problem_split', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/split', body: body, keyed: true }, options)
    },
    /** 答复,并进来的一起。机关负责人。 */
    problem_answer: function (problem_id, body, options) {
      return send({ name: 'problem_answer', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/answer', body: body, keyed: true }, options)
    },
    /** 答复以后补充一次。机关负责人。 */
    problem_add: function (problem_id, body, options) {
      return send({ name: 'problem_add', method: 'POST', path: '/problems/' + encodeURIComponent(problem_id) + '/add', body: body, keyed: true }, options)
    },
    /** 可以评的。登录了就可以。 */
    ratings_open: function (query, options) {
      return send({ name: 'ratings_open', method: 'GET', path: '/ratings', query: query }, options)
    },
    /** 我评过的(最近 30 条)。登录了就可以。 */
    ratings_mine: function (query, options) {
      return send({ name: 'ratings_mine', method: 'GET', path: '/ratings/mine', query: query }, options)
    },
    /** 评一次以前看看。登录了就可以。 */
    rating_form: function (occasion, occasion_id, options) {
      return send({ name: 'rating_form', method: 'GET', path: '/ratings/' + encodeURIComponent(occasion) + '/' + encodeURIComponent(occasion_id) }, options)
    },
    /** 评一次,或者改一改。登录了就可以。 */
    rating_give: function (occasion, occasion_id, body, options) {
      return send({ name: 'rating_give', method: 'PUT', path: '/ratings/' + encodeURIComponent(occasion) + '/' + encodeURIComponent(occasion_id), body: body, keyed: true }, options)
    },
    /** 小伙伴怎么说我。团干部。 */
    ratings_heard: function (options) {
      return send({ name: 'ratings_heard', method: 'GET', path: '/ratings/heard' }, options)
    },
    /** 请上级复核一句话。团干部。 */
    rating_appeal: function (body, options) {
      return send({ name: 'rating_appeal', method: 'POST', path: '/ratings/heard/appeal', body: body, keyed: true }, options)
    },
    /** 等我复核的。机关负责人。 */
    ratings_above: function (query, options) {
      return send({ name: 'ratings_above', method: 'GET', path: '/ratings/above', query: query }, options)
    },
    /** 下面的团干部,按姓名。机关负责人。 */
    ratings_below: function (query, options) {
      return send({ name: 'ratings_below', method: 'GET', path: '/ratings/below', query: query }, options)
    },
    /** 复核:留着,还是移除。机关负责人。 */
    rating_decide: function (body, options) {
      return send({ name: 'rating_decide', method: 'POST', path: '/ratings/above/decision', body: body, keyed: true }, options)
    },
    /** 等着看的。机关负责人。 */
    screening_list: function (query, options) {
      return send({ name: 'screening_list', method: 'GET', path: '/screening', query: query }, options)
    },
    /** 还有几条等着看。机关负责人。 */
    screening_counts: function (options) {
      return send({ name: 'screening_counts', method: 'GET', path: '/screening/counts' }, options)
    },
    /** 放行。机关负责人。 */
    screening_keep: function (screening_id, options) {
      return send({ name: 'screening_keep', method: 'POST', path: '/screening/' + encodeURIComponent(screening_id) + '/keep', keyed: true }, options)
    },
    /** 先不放出来,说明为什么。机关负责人。 */
    screening_refuse: function (screening_id, body, options) {
      return send({ name: 'screening_refuse', method: 'POST', path: '/screening/' + encodeURIComponent(screening_id) + '/refuse', body: body, keyed: true }, options)
    },
    /** 我写的没放出来,请上级再看一次。登录了就可以。 */
    screening_appeal: function (screening_id, options) {
      return send({ name: 'screening_appeal', method: 'POST', path: '/screening/' + encodeURIComponent(screening_id) + '/appeal', keyed: true }, options)
    },
    /** 取一张照片。登录了就可以。 */
    photo_content: function (photo_id, options) {
      return send({ name: 'photo_content', method: 'GET', path: '/photos/' + encodeURIComponent(photo_id), file: true }, options)
    },
    /** 删掉自己放的照片。登录了就可以。 */
    photo_remove: function (photo_id, options) {
      return send({ name: 'photo_remove', method: 'DELETE', path: '/photos/' + encodeURIComponent(photo_id), keyed: true }, options)
    },
    /** 谁在联系我。登录了就可以。 */
    contacters: function (options) {
      return send({ name: 'contacters', method: 'GET', path: '/me/contacters' }, options)
    },
    /** 不要这一位联系。登录了就可以。 */
    contacter_leave: function (cadre_id, options) {
      return send({ name: 'contacter_leave', method: 'POST', path: '/me/contacters/' + encodeURIComponent(cadre_id) + '/leave', keyed: true }, options)
    },
    /** 撤销:还是由这一位联系,一天之内。登录了就可以。 */
    contacter_back: function (cadre_id, options) {
      return send({ name: 'contacter_back', method: 'POST', path: '/me/contacters/' + encodeURIComponent(cadre_id) + '/back', keyed: true }, options)
    },
    /** 都不要联系。登录了就可以。 */
    contacters_leave: function (options) {
      return send({ name: 'contacters_leave', method: 'POST', path: '/me/contacters/leave', keyed: true }, options)
    },
    /** 恢复联系。登录了就可以。 */
    contacters_back: function (options) {
      return send({ name: 'contacters_back', method: 'POST', path: '/me/contacters/back', keyed: true }, options)
    },
    /** 扫了团干部的码:是谁在问我。打开了会话就可以。 */
    join_asked: function (token, options) {
      return send({ name: 'join_asked', method: 'GET', path: '/join-codes/' + encodeURIComponent(token) }, options)
    },
    /** 同意加进 TA 的联系名单。登录了就可以。 */
    join_agree: function (token, options) {
      return send({ name: 'join_agree', method: 'POST', path: '/join-codes/' + encodeURIComponent(token) + '/agree', keyed: true }, options)
    },
    /** 新来的加入。打开了会话就可以。 */
    join_enter: function (token, body, options) {
      return send({ name: 'join_enter', method: 'POST', path: '/join-codes/' + encodeURIComponent(token) + '/enter', body: body }, options)
    },
    /** 我的小伙伴。团干部。 */
    contacts_mine: function (query, options) {
      return send({ name: 'contacts_mine', method: 'GET', path: '/contacts', query: query }, options)
    },
    /** 加一位。团干部。 */
    contact_add: function (body, options) {
      return send({ name: 'contact_add', method: 'POST', path: '/contacts', body: body, keyed: true }, options)
    },
    /** 名单有多大,有哪些标签。团干部。 */
    contacts_counts: function (query, options) {
      return send({ name: 'contacts_counts', method: 'GET', path: '/contacts/counts', query: query }, options)
    },
    /** 看一位小伙伴。团干部。 */
    contact_one: function (youth_id, options) {
      return send({ name: 'contact_one', method: 'GET', path: '/contacts/' + encodeURIComponent(youth_id) }, options)
    },
    /** 改登记。团干部。 */
    contact_edit: function (youth_id, body, options) {
      return send({ name: 'contact_edit', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id), body: body, keyed: true }, options)
    },
    /** 和一位小伙伴的每一次。团干部。 */
    contact_history: function (youth_id, query, options) {
      return send({ name: 'contact_history', method: 'GET', path: '/contacts/' + encodeURIComponent(youth_id) + '/records', query: query }, options)
    },
    /** 看整个号码,会留下记录。团干部。 */
    contact_phone: function (youth_id, options) {
      return send({ name: 'contact_phone', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id) + '/phone' }, options)
    },
    /** 今天聊过、走访过。团干部。 */
    contact_talked: function (youth_id, body, options) {
      return send({ name: 'contact_talked', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id) + '/talks', body: body, keyed: true }, options)
    },
    /** 撤销刚记的这一次。团干部。 */
    contact_talk_undo: function (record_id, options) {
      return send({ name: 'contact_talk_undo', method: 'POST', path: '/contacts/talks/' + encodeURIComponent(record_id) + '/undo', keyed: true }, options)
    },
    /** 请 TA 登录。团干部。 */
    contact_invite: function (youth_id, options) {
      return send({ name: 'contact_invite', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id) + '/invitation' }, options)
    },
    /** 做 TA 的主要联系人。团干部。 */
    contact_primary: function (youth_id, options) {
      return send({ name: 'contact_primary', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id) + '/primary', keyed: true }, options)
    },
    /** 归档,以前的记录照算。团干部。 */
    contact_archive: function (youth_id, body, options) {
      return send({ name: 'contact_archive', method: 'POST', path: '/contacts/' + encodeURIComponent(youth_id) + '/archive', body: body, keyed: true }, options)
    },
    /** 归档了的。团干部。 */
    contacts_archived: function (query, options) {
      return send({ name: 'contacts_archived', method: 'GET', path: '/contacts/archived', query: query }, options)
    },
    /** 恢复联系。团干部。 */
    contact_restore: function (contact_id, options) {
      return send({ name: 'contact_restore', method: 'POST', path: '/contacts/archived/' + encodeURIComponent(contact_id) + '/restore', keyed: true }, options)
    },
    /** 一次改几位的标签和类别。团干部。 */
    contacts_tag: function (body, options) {
      return send({ name: 'contacts_tag', method: 'POST', path: '/contacts/tags', body: body, keyed: true }, options)
    },
    /** 最近还能撤销的几步。团干部。 */
    changes_lately: function (query, options) {
      return send({ name: 'changes_lately', method: 'GET', path: '/changes', query: query }, options)
    },
    /** 撤销一步。团干部。 */
    change_undo: function (change_id, options) {
      return send({ name: 'change_undo', method: 'POST', path: '/changes/' + encodeURIComponent(change_id) + '/undo', keyed: true }, options)
    },
    /** 可能重复的。团干部。 */
    duplicates_found: function (query, options) {
      return send({ name: 'duplicates_found', method: 'GET', path: '/contacts/duplicates', query: query }, options)
    },
    /** 两位并排看。团干部。 */
    duplicates_compare: function (query, options) {
      return send({ name: 'duplicates_compare', method: 'GET', path: '/contacts/duplicates/compare', query: query }, options)
    },
    /** 合成一位。团干部。 */
    duplicates_merge: function (body, options) {
      return send({ name: 'duplicates_merge', method: 'POST', path: '/contacts/duplicates/merge', body: body, keyed: true }, options)
    },
    /** 谁可以接手。团干部。 */
    handover_receivers: function (query, options) {
      return send({ name: 'handover_receivers', method: 'GET', path: '/handovers/receivers', query: query }, options)
    },
    /** 先看交了会怎样,什么都不动。团干部。 */
    handover_check: function (body, options) {
      return send({ name: 'handover_check', method: 'POST', path: '/handovers/check', body: body, keyed: true }, options)
    },
    /** 交接。团干部。 */
    handover_do: function (body, options) {
      return send({ name: 'handover_do', method: 'POST', path: '/handovers', body: body, keyed: true }, options)
    },
    /** 我的码。团干部。 */
    join_code_mine: function (options) {
      return send({ name: 'join_code_mine', method: 'GET', path: '/contacts/code' }, options)
    },
    /** 做一个,或换一个。团干部。 */
    join_code_new: function (options) {
      return send({ name: 'join_code_new', method: 'POST', path: '/contacts/code' }, options)
    },
    /** 停用。团干部。 */
    join_code_stop: function (options) {
      return send({ name: 'join_code_stop', method: 'DELETE', path: '/contacts/code', keyed: true }, options)
    },
    /** 我的码,画好的。团干部。 */
    join_code_picture: function (options) {
      return send({ name: 'join_code_picture', method: 'GET', path: '/contacts/code/picture', file: true }, options)
    },
    /** 我的记录。团干部。 */
    records_mine: function (query, options) {
      return send({ name: 'records_mine', method: 'GET', path: '/records', query: query }, options)
    },
    /** 记一笔。团干部。 */
    record_write: function (body, options) {
      return send({ name: 'record_write', method: 'POST', path: '/records', body: body, keyed: true }, options)
    },
    /** 哪些月份有记录。团干部。 */
    records_months: function (query, options) {
      return send({ name: 'records_months', method: 'GET', path: '/records/months', query: query }, options)
    },
    /** 看一条记录。团干部。 */
    record_one: function (record_id, options) {
      return send({ name: 'record_one', method: 'GET', path: '/records/' + encodeURIComponent(record_id) }, options)
    },
    /** 改一条记录。团干部。 */
    record_edit: function (record_id, body, options) {
      return send({ name: 'record_edit', method: 'POST', path: '/records/' + encodeURIComponent(record_id), body: body, keyed: true }, options)
    },
    /** 撤销。团干部。 */
    record_undo: function (record_id, options) {
      return send({ name: 'record_undo', method: 'POST', path: '/records/' + encodeURIComponent(record_id) + '/undo', keyed: true }, options)
    },
    /** 恢复撤销了的。团干部。 */
    record_redo: function (record_id, options) {
      return send({ name: 'record_redo', method: 'POST', path: '/records/' + encodeURIComponent(record_id) + '/redo', keyed: true }, options)
    },
    /** 请小伙伴点「聊过」。团干部。 */
    record_ask: function (record_id, options) {
      return send({ name: 'record_ask', method: 'POST', path: '/records/' + encodeURIComponent(record_id) + '/ask', keyed: true }, options)
    },
    /** 加一张照片。团干部。 */
    record_photo: function (record_id, content, mime, options) {
      return send({ name: 'record_photo', method: 'POST', path: '/records/' + encodeURIComponent(record_id) + '/photos', body: content, mime: mime, keyed: true }, options)
    },
    /** 一句话记一笔,或排一件计划。团干部。 */
    record_line_read: function (body, options) {
      return send({ name: 'record_line_read', method: 'POST', path: '/records/line', body: body, keyed: true }, options)
    },
    /** 我的计划。团干部。 */
    plans_mine: function (query, options) {
      return send({ name: 'plans_mine', method: 'GET', path: '/plans', query: query }, options)
    },
    /** 排一件。团干部。 */
    plan_make: function (body, options) {
      return send({ name: 'plan_make', method: 'POST', path: '/plans', body: body, keyed: true }, options)
    },
    /** 看一件计划。团干部。 */
    plan_one: function (plan_id, options) {
      return send({ name: 'plan_one', method: 'GET', path: '/plans/' + encodeURIComponent(plan_id) }, options)
    },
    /** 改期。团干部。 */
    plan_put_off: function (plan_id, body, options) {
      return send({ name: 'plan_put_off', method: 'POST', path: '/plans/' + encodeURIComponent(plan_id), body: body, keyed: true }, options)
    },
    /** 做了,记成记录。团干部。 */
    plan_done: function (plan_id, options) {
      return send({ name: 'plan_done', method: 'POST', path: '/plans/' + encodeURIComponent(plan_id) + '/done', keyed: true }, options)
    },
    /** 不做了。团干部。 */
    plan_drop: function (plan_id, options) {
      return send({ name: 'plan_drop', method: 'POST', path: '/plans/' + encodeURIComponent(plan_id) + '/drop', keyed: true }, options)
    },
    /** 还是要做。团干部。 */
    plan_take_up: function (plan_id, options) {
      return send({ name: 'plan_take_up', method: 'POST', path: '/plans/' + encodeURIComponent(plan_id) + '/take-up', keyed: true }, options)
    },
    /** 我的进度。团干部。 */
    quotas_mine: function (query, options) {
      return send({ name: 'quotas_mine', method: 'GET', path: '/quotas', query: query }, options)
    },
    /** 还差的怎么补上。团干部。 */
    quotas_ways: function (options) {
      return send({ name: 'quotas_ways', method: 'GET', path: '/quotas/ways' }, options)
    },
    /** 为什么是这个数。团干部。 */
    quota_why: function (rule, query, options) {
      return send({ name: 'quota_why', method: 'GET', path: '/quotas/' + encodeURIComponent(rule), query: query }, options)
    },
    /** 等我点的。登录了就可以。 */
    met_open: function (query, options) {
      return send({ name: 'met_open', method: 'GET', path: '/met', query: query }, options)
    },
    /** 聊过,或没聊过。登录了就可以。 */
    met_answer: function (record_id, body, options) {
      return send({ name: 'met_answer', method: 'PUT', path: '/met/' + encodeURIComponent(record_id), body: body, keyed: true }, options)
    },
    /** 我办的活动。团干部。 */
    activities_hosted: function (query, options) {
      return send({ name: 'activities_hosted', method: 'GET', path: '/activities/hosted', query: query }, options)
    },
    /** 主持一个活动。团干部。 */
    activity_run: function (activity_id, options) {
      return send({ name: 'activity_run', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/run' }, options)
    },
    /** 改名额。团干部。 */
    activity_seats: function (activity_id, body, options) {
      return send({ name: 'activity_seats', method: 'PUT', path: '/activities/' + encodeURIComponent(activity_id) + '/seats', body: body, keyed: true }, options)
    },
    /** 取消活动。团干部。 */
    activity_cancel: function (activity_id, body, options) {
      return send({ name: 'activity_cancel', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/cancel', body: body, keyed: true }, options)
    },
    /** 活动模板。团干部。 */
    activity_templates: function (query, options) {
      return send({ name: 'activity_templates', method: 'GET', path: '/activity-templates', query: query }, options)
    },
    /** 办活动的表单里能选的。团干部。 */
    activity_choices: function (options) {
      return send({ name: 'activity_choices', method: 'GET', path: '/activity-choices' }, options)
    },
    /** 从模板起一份草稿(blank 是空白的)。团干部。 */
    activity_template: function (key, query, options) {
      return send({ name: 'activity_template', method: 'GET', path: '/activity-templates/' + encodeURIComponent(key), query: query }, options)
    },
    /** 照着上一次起一份草稿。团干部。 */
    activity_copy: function (activity_id, query, options) {
      return send({ name: 'activity_copy', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/copy', query: query }, options)
    },
    /** 活动现在怎么写的,拿来改。团干部。 */
    activity_written: function (activity_id, options) {
      return send({ name: 'activity_written', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/draft' }, options)
    },
    /** 改活动。团干部。 */
    activity_change: function (activity_id, body, options) {
      return send({ name: 'activity_change', method: 'PUT', path: '/activities/' + encodeURIComponent(activity_id) + '/draft', body: body, keyed: true }, options)
    },
    /** 发布草稿。团干部。 */
    activity_publish: function (activity_id, body, options) {
      return send({ name: 'activity_publish', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/publish', body: body, keyed: true }, options)
    },
    /** 还没定的申请。团干部。 */
    applications: function (activity_id, query, options) {
      return send({ name: 'applications', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/applications', query: query }, options)
    },
    /** 定一份申请。团干部。 */
    application_decide: function (activity_id, person_id, body, options) {
      return send({ name: 'application_decide', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/applications/' + encodeURIComponent(person_id), body: body, keyed: true }, options)
    },
    /** 现在抽签。团干部。 */
    activity_draw: function (activity_id, options) {
      return send({ name: 'activity_draw', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/draw', keyed: true }, options)
    },
    /** 报了名、候补、退出的人。团干部。 */
    activity_guests: function (activity_id, query, options) {
      return send({ name: 'activity_guests', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/guests', query: query }, options)
    },
    /** 签到的数,和现在能不能改。团干部。 */
    attendance: function (activity_id, options) {
      return send({ name: 'attendance', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/attendance' }, options)
    },
    /** 签到名单。团干部。 */
    attendance_people: function (activity_id, query, options) {
      return send({ name: 'attendance_people', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/attendance/people', query: query }, options)
    },
    /** 名单外可以加的人。团干部。 */
    attendance_others: function (activity_id, query, options) {
      return send({ name: 'attendance_others', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/attendance/others', query: query }, options)
    },
    /** 点名。团干部。 */
    attendance_mark: function (activity_id, person_id, body, options) {
      return send({ name: 'attendance_mark', method: 'PUT', path: '/activities/' + encodeURIComponent(activity_id) + '/attendance/' + encodeURIComponent(person_id), body: body, keyed: true }, options)
    },
    /** 签到关了以后改,写上原因。团干部。 */
    attendance_correct: function (activity_id, person_id, body, options) {
      return send({ name: 'attendance_correct', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/attendance/' + encodeURIComponent(person_id) + '/correct', body: body, keyed: true }, options)
    },
    /** 门口的签到码。团干部。 */
    activity_door: function (activity_id, options) {
      return send({ name: 'activity_door', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/door' }, options)
    },
    /** 海报上写什么。团干部。 */
    activity_poster: function (activity_id, options) {
      return send({ name: 'activity_poster', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/poster' }, options)
    },
    /** 签到的小程序码。团干部。 */
    activity_door_picture: function (activity_id, options) {
      return send({ name: 'activity_door_picture', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/door/picture', file: true }, options)
    },
    /** 海报的小程序码。团干部。 */
    activity_poster_picture: function (activity_id, options) {
      return send({ name: 'activity_poster_picture', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/poster/picture', file: true }, options)
    },
    /** 现场加小伙伴的码。团干部。 */
    event_code: function (activity_id, options) {
      return send({ name: 'event_code', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/join-code' }, options)
    },
    /** 做一个新的现场码,旧的停用。团干部。 */
    event_code_new: function (activity_id, options) {
      return send({ name: 'event_code_new', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/join-code' }, options)
    },
    /** 停用现场码。团干部。 */
    event_code_stop: function (activity_id, options) {
      return send({ name: 'event_code_stop', method: 'DELETE', path: '/activities/' + encodeURIComponent(activity_id) + '/join-code', keyed: true }, options)
    },
    /** 现场的码。团干部。 */
    event_code_picture: function (activity_id, options) {
      return send({ name: 'event_code_picture', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/join-code/picture', file: true }, options)
    },
    /** 办结会记下什么。团干部。 */
    activity_closing_seen: function (activity_id, options) {
      return send({ name: 'activity_closing_seen', method: 'GET', path: '/activities/' + encodeURIComponent(activity_id) + '/closing' }, options)
    },
    /** 办结。团干部。 */
    activity_close: function (activity_id, body, options) {
      return send({ name: 'activity_close', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/close', body: body, keyed: true }, options)
    },
    /** 重新打开,记上的收回。团干部。 */
    activity_reopen: function (activity_id, options) {
      return send({ name: 'activity_reopen', method: 'POST', path: '/activities/' + encodeURIComponent(activity_id) + '/reopen', keyed: true }, options)
    },
    /** 本机关的季度材料。机关负责人。 */
    materials_desk: function (query, options) {
      return send({ name: 'materials_desk', method: 'GET', path: '/materials', query: query }, options)
    },
    /** 交上去。机关负责人。 */
    materials_hand_in: function (body, options) {
      return send({ name: 'materials_hand_in', method: 'POST', path: '/materials', body: body, keyed: true }, options)
    },
    /** 存草稿。机关负责人。 */
    materials_save: function (body, options) {
      return send({ name: 'materials_save', method: 'PUT', path: '/materials/draft', body: body, keyed: true }, options)
    },
    /** 下级谁交了、谁没交。机关负责人。 */
    materials_handed: function (query, options) {
      return send({ name: 'materials_handed', method: 'GET', path: '/materials/below', query: query }, options)
    },
    /** 提醒一个下级单位交。机关负责人。 */
    materials_nudge: function (organ_id, body, options) {
      return send({ name: 'materials_nudge', method: 'POST', path: '/materials/below/' + encodeURIComponent(organ_id) + '/nudge', body: body, keyed: true }, options)
    },
    /** 交上去的一版。机关负责人。 */
    materials_paper: function (materials_id, options) {
      return send({ name: 'materials_paper', method: 'GET', path: '/materials/' + encodeURIComponent(materials_id) }, options)
    },
    /** 值班表。机关负责人。 */
    duty_shifts: function (query, options) {
      return send({ name: 'duty_shifts', method: 'GET', path: '/duty', query: query }, options)
    },
    /** 排一位。机关负责人。 */
    duty_add: function (body, options) {
      return send({ name: 'duty_add', method: 'POST', path: '/duty', body: body, keyed: true }, options)
    },
    /** 现在有急事会通知谁。机关负责人。 */
    duty_now: function (options) {
      return send({ name: 'duty_now', method: 'GET', path: '/duty/now' }, options)
    },
    /** 我现在值不值班。团干部。 */
    duty_mine: function (options) {
      return send({ name: 'duty_mine', method: 'GET', path: '/duty/mine' }, options)
    },
    /** 可以排谁。机关负责人。 */
    duty_candidates: function (query, options) {
      return send({ name: 'duty_candidates', method: 'GET', path: '/duty/candidates', query: query }, options)
    },
    /** 去掉一条。机关负责人。 */
    duty_remove: function (duty_id, options) {
      return send({ name: 'duty_remove', method: 'DELETE', path: '/duty/' + encodeURIComponent(duty_id), keyed: true }, options)
    },
    /** 电话单,快过时的在前。机关负责人。 */
    calls_waiting: function (query, options) {
      return send({ name: 'calls_waiting', method: 'GET', path: '/calls', query: query }, options)
    },
    /** 要打的一位。机关负责人。 */
    call_one: function (call_id, options) {
      return send({ name: 'call_one', method: 'GET', path: '/calls/' + encodeURIComponent(call_id) }, options)
    },
    /** 看号码。机关负责人。 */
    call_number: function (call_id, options) {
      return send({ name: 'call_number', method: 'POST', path: '/calls/' + encodeURIComponent(call_id) + '/number' }, options)
    },
    /** 记下打得怎么样。机关负责人。 */
    call_noted: function (call_id, body, options) {
      return send({ name: 'call_noted', method: 'POST', path: '/calls/' + encodeURIComponent(call_id) + '/outcome', body: body, keyed: true }, options)
    },
    /** 一览表。机关负责人。 */
    roster_lines: function (query, options) {
      return send({ name: 'roster_lines', method: 'GET', path: '/roster', query: query }, options)
    },
    /** 一览表有多少人。机关负责人。 */
    roster_size: function (options) {
      return send({ name: 'roster_size', method: 'GET', path: '/roster/size' }, options)
    },
    /** 重发一次性密码。机关负责人。 */
    roster_login: function (cadre_id, options) {
      return send({ name: 'roster_login', method: 'POST', path: '/roster/' + encodeURIComponent(cadre_id) + '/login' }, options)
    },
    /** 导出一览表。机关负责人。 */
    roster_export: function (options) {
      return send({ name: 'roster_export', method: 'GET', path: '/roster/export', file: true }, options)
    },
    /** 空表。机关负责人。 */
    roster_template: function (options) {
      return send({ name: 'roster_template', method: 'GET', path: '/roster/template', file: true }, options)
    },
    /** 最近传的一览表。机关负责人。 */
    roster_sheets: function (options) {
      return send({ name: 'roster_sheets', method: 'GET', path: '/roster/sheets' }, options)
    },
    /** 传一览表:先检查,不写入。机关负责人。 */
    roster_upload: function (content, mime, query, options) {
      return send({ name: 'roster_upload', method: 'POST', path: '/roster/sheets', query: query, body: content, mime: mime, keyed: true }, options)
    },
    /** 小伙伴导入模板。团干部。 */
    youths_template: function (options) {
      return send({ name: 'youths_template', method: 'GET', path: '/sheets/youths/template', file: true }, options)
    },
    /** 最近传的小伙伴表。团干部。 */
    youths_sheets: function (options) {
      return send({ name: 'youths_sheets', method: 'GET', path: '/sheets/youths' }, options)
    },
    /** 传小伙伴表:先检查,不写入。团干部。 */
    youths_upload: function (content, mime, query, options) {
      return send({ name: 'youths_upload', method: 'POST', path: '/sheets/youths', query: query, body: content, mime: mime, keyed: true }, options)
    },
    /** 导出我的小伙伴。团干部。 */
    youths_export: function (query, options) {
      return send({ name: 'youths_export', method: 'GET', path: '/sheets/youths/export', query: query, file: true }, options)
    },
    /** 一个文件到哪一步了。团干部。 */
    sheet_state: function (sheet_id, options) {
      return send({ name: 'sheet_state', method: 'GET', path: '/sheets/' + encodeURIComponent(sheet_id) }, options)
    },
    /** 取消,清掉文件。团干部。 */
    sheet_cancel: function (sheet_id, options) {
      return send({ name: 'sheet_cancel', method: 'DELETE', path: '/sheets/' + encodeURIComponent(sheet_id), keyed: true }, options)
    },
    /** 哪些行要改。团干部。 */
    sheet_faults: function (sheet_id, query, options) {
      return send({ name: 'sheet_faults', method: 'GET', path: '/sheets/' + encodeURIComponent(sheet_id) + '/faults', query: query }, options)
    },
    /** 要改的行,连同原因。团干部。 */
    sheet_mendable: function (sheet_id, options) {
      return send({ name: 'sheet_mendable', method: 'GET', path: '/sheets/' + encodeURIComponent(sheet_id) + '/faults.xlsx', file: true }, options)
    },
    /** 写入。团干部。 */
    sheet_write: function (sheet_id, options) {
      return send({ name: 'sheet_write', method: 'POST', path: '/sheets/' + encodeURIComponent(sheet_id) + '/write', keyed: true }, options)
    },
    /** 看一次性密码。团干部。 */
    sheet_logins: function (sheet_id, options) {
      return send({ name: 'sheet_logins', method: 'POST', path: '/sheets/' + encodeURIComponent(sheet_id) + '/logins' }, options)
    },
    /** 清掉一次性密码。团干部。 */
    sheet_logins_forget: function (sheet_id, options) {
      return send({ name: 'sheet_logins_forget', method: 'DELETE', path: '/sheets/' + encodeURIComponent(sheet_id) + '/logins', keyed: true }, options)
    },
    /** 一次性密码,打印用。团干部。 */
    sheet_logins_file: function (sheet_id, options) {
      return send({ name: 'sheet_logins_file', method: 'GET', path: '/sheets/' + encodeURIComponent(sheet_id) + '/logins.xlsx', file: true }, options)
    },
    /** 本机关的抽查。机关负责人。 */
    spot_checks_list: function (query, options) {
      return send({ name: 'spot_checks_list', method: 'GET', path: '/spot-checks', query: query }, options)
    },
    /** 抽一次。机关负责人。 */
    spot_check_start: function (body, options) {
      return send({ name: 'spot_check_start', method: 'POST', path: '/spot-checks', body: body, keyed: true }, options)
    },
    /** 可以单独抽谁的。机关负责人。 */
    spot_check_cadres: function (query, options) {
      return send({ name: 'spot_check_cadres', method: 'GET', path: '/spot-checks/cadres', query: query }, options)
    },
    /** 一次抽查。机关负责人。 */
    spot_check_one: function (check_id, options) {
      return send({ name: 'spot_check_one', method: 'GET', path: '/spot-checks/' + encodeURIComponent(check_id) }, options)
    },
    /** 现在结束,看结果。机关负责人。 */
    spot_check_close: function (check_id, options) {
      return send({ name: 'spot_check_close', method: 'POST', path: '/spot-checks/' + encodeURIComponent(check_id) + '/close', keyed: true }, options)
    },
    /** 抽到的人,按抽到的次序。机关负责人。 */
    spot_check_calls_list: function (check_id, query, options) {
      return send({ name: 'spot_check_calls_list', method: 'GET', path: '/spot-checks/' + encodeURIComponent(check_id) + '/calls', query: query }, options)
    },
    /** 抽到的一位。机关负责人。 */
    spot_check_call: function (check_id, place, options) {
      return send({ name: 'spot_check_call', method: 'GET', path: '/spot-checks/' + encodeURIComponent(check_id) + '/calls/' + encodeURIComponent(place) }, options)
    },
    /** 看号码。机关负责人。 */
    spot_check_number: function (check_id, place, options) {
      return send({ name: 'spot_check_number', method: 'POST', path: '/spot-checks/' + encodeURIComponent(check_id) + '/calls/' + encodeURIComponent(place) + '/number' }, options)
    },
    /** 记下问到的。机关负责人。 */
    spot_check_note: function (check_id, place, body, options) {
      return send({ name: 'spot_check_note', method: 'POST', path: '/spot-checks/' + encodeURIComponent(check_id) + '/calls/' + encodeURIComponent(place) + '/answers', body: body, keyed: true }, options)
    },
    /** 问我的。登录了就可以。 */
    spot_check_question: function (options) {
      return send({ name: 'spot_check_question', method: 'GET', path: '/spot-checks/mine' }, options)
    },
    /** 答第 1 问。登录了就可以。 */
    spot_check_met: function (body, options) {
      return send({ name: 'spot_check_met', method: 'PUT', path: '/spot-checks/mine/met', body: body, keyed: true }, options)
    },
    /** 答第 2 问,就答完了。登录了就可以。 */
    spot_check_stars: function (body, options) {
      return send({ name: 'spot_check_stars', method: 'POST', path: '/spot-checks/mine/stars', body: body, keyed: true }, options)
    },
    /** 不答,或者就答到这里。登录了就可以。 */
    spot_check_decline: function (options) {
      return send({ name: 'spot_check_decline', method: 'POST', path: '/spot-checks/mine/decline', keyed: true }, options)
    }
  }
}

module.exports = { create: create }

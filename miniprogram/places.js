// 哪件事在哪一页:首页上的路,和接口给的地址。
'use strict'

const YOUTH = [
  { title: '微心愿', about: '许一个,看进度', url: '/pages/wishes/wishes' },
  { title: '提问反映', about: '有编号、有人管', url: '/pages/tickets/tickets' },
  { title: '青年之声', about: '别人问过的,搜一搜', url: '/pages/voices/voices' },
  { title: '话题与分享', about: '看看、说两句', url: '/pages/topics/topics' },
  { title: '评价团干部', about: 'TA 不会知道是谁', url: '/pages/rate/rate' },
  { title: '谁在联系我', about: '看一看,也可以退出', url: '/pages/contacters/contacters' }
]
const CADRE = [
  { title: '记一笔', about: '写一句就行', url: '/pages/record/record' },
  { title: '我的进度', about: '还差几次,为什么', url: '/pages/quotas/quotas' },
  { title: '我的小伙伴', about: '最久没联系的在前', url: '/pages/contacts/contacts' },
  { title: '办活动', about: '挑个模板,一分钟办一个', url: '/pages/host/host' },
  { title: '我的码', about: '给身边的青年扫,TA 同意就加入', url: '/pages/my-code/my-code' },
  { title: '微心愿', about: '心愿池、我认领的', url: '/pages/wish-pool/wish-pool' },
  { title: '诉求与提问', about: '等我办的、有期限', url: '/pages/desk/desk' },
  { title: '我的记录', about: '看、改、撤销', url: '/pages/records/records' },
  { title: '我的计划', about: '做完点一下就记', url: '/pages/plans/plans' },
  { title: '问题清单', about: '大家常说的,往上反映', url: '/pages/problems/problems' },
  { title: '小伙伴怎么说我', about: '满几位,每月一起显示', url: '/pages/ratings/ratings' },
  { title: '话题与分享', about: '发起、看看大家说什么', url: '/pages/topics/topics' },
  { title: '青年之声', about: '公开的问答', url: '/pages/voices/voices' },
  { title: '表格', about: '在电脑上传,这里看进度', url: '/pages/sheets/sheets' }
]
const LEADER = [
  { title: '审核心愿', about: '通过了才有人认领', url: '/pages/wish-review/wish-review' },
  { title: '季度材料', about: '数字替你数好了', url: '/pages/materials/materials' },
  { title: '要打电话的', about: '消息送不到的人', url: '/pages/calls/calls' },
  { title: '抽查', about: '随机问几位小伙伴', url: '/pages/spot-checks/spot-checks' },
  { title: '待看的内容', about: '放行了别人才看得到', url: '/pages/screening/screening' },
  { title: '值班', about: '有急事,马上通知谁', url: '/pages/duty/duty' },
  { title: '评价复核', about: '下级请你看的、大家的', url: '/pages/ratings-above/ratings-above' },
  { title: '单位简报', about: '每周一份', url: '/pages/digest/digest' },
  { title: '一览表', about: '本级和下级的团干部', url: '/pages/roster/roster' }
]
const STRANGER = [
  { title: '加入', about: '团干部给了你一个码', url: '/pages/join/join' },
  { title: '青年之声', about: '别人问过的,搜一搜', url: '/pages/voices/voices' }
]

/** 这个身份能去哪里。 */
function ways(standing) {
  if (standing === 'stranger') return STRANGER
  if (standing === 'youth') return YOUTH
  return CADRE
}

/** 负责一个单位的,还有这些。 */
function organ(standing) {
  return standing === 'leader' ? LEADER : []
}

const ONE = { tickets: 'ticket', wishes: 'wish', activities: 'activity', topics: 'topic', voices: 'voice', caseload: 'contact' }

/** 归我管的活动:activities/7/ 后面的这一段。 */
const HOSTING = {
  run: '/pages/host-run/host-run?id=',
  close: '/pages/host-close/host-close?id=',
  door: '/pages/host-door/host-door?id=',
  list: '/pages/host-door/host-door?tab=list&id=',
  poster: '/pages/host-poster/host-poster?id=',
  edit: '/pages/host-new/host-new?id=',
  copy: '/pages/host-new/host-new?copy=',
  'join-code': '/pages/my-code/my-code?activity='
}

const LISTS = {
  'activities/hosted': '/pages/host/host',
  'activities/new': '/pages/host-new/host-new',
  tickets: '/pages/desk/desk',
  plans: '/pages/plans/plans',
  calls: '/pages/calls/calls',
  materials: '/pages/materials/materials',
  'spot-checks': '/pages/spot-checks/spot-checks',
  problems: '/pages/problems/problems',
  screening: '/pages/screening/screening',
  duty: '/pages/duty/duty',
  'ratings/heard': '/pages/ratings/ratings',
  'ratings/above': '/pages/ratings-above/ratings-above',
  topics: '/pages/topics/topics',
  ratings: '/pages/rate/rate',
  caseload: '/pages/contacts/contacts',
  me: '/pages/contacters/contacters',
  'me/data': '/pages/my-data/my-data',
  'wishes/pool': '/pages/wish-pool/wish-pool',
  'wishes/claims': '/pages/wish-claims/wish-claims',
  'wishes/review': '/pages/wish-review/wish-review'
}

/** 接口说的地址 (tickets/5) 是小程序的哪一页;这里没有的是空的。 */
function page(path) {
  const plain = (path || '').split('?')[0]
  const found = /^([a-z]+)\/(\d+)(?:\/([a-z-]+))?/.exec(plain)
  if (!found || !ONE[found[1]]) return LISTS[plain] || ''
  const hosting = found[1] === 'activities' && HOSTING[found[3]]
  if (hosting) return hosting + found[2]
  const name = ONE[found[1]]
  return '/pages/' + name + '/' + name + '?id=' + found[2]
}

module.exports = { ways: ways, organ: organ, page: page }

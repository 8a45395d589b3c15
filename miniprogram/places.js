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
  { title: '微心愿', about: '心愿池、我认领的', url: '/pages/wish-pool/wish-pool' },
  { title: '诉求与提问', about: '等我办的、有期限', url: '/pages/desk/desk' },
  { title: '我的记录', about: '看、撤销', url: '/pages/records/records' },
  { title: '我的计划', about: '做完点一下就记', url: '/pages/plans/plans' },
  { title: '话题与分享', about: '看看大家说什么', url: '/pages/topics/topics' },
  { title: '青年之声', about: '公开的问答', url: '/pages/voices/voices' }
]
const REVIEW = { title: '审核心愿', about: '通过了才有人认领', url: '/pages/wish-review/wish-review' }
const STRANGER = [{ title: '青年之声', about: '别人问过的,搜一搜', url: '/pages/voices/voices' }]

/** 这个身份能去哪里。 */
function ways(standing) {
  if (standing === 'stranger') return STRANGER
  if (standing === 'youth') return YOUTH
  return standing === 'leader' ? CADRE.concat(REVIEW) : CADRE
}

const ONE = { tickets: 'ticket', wishes: 'wish', activities: 'activity', topics: 'topic', voices: 'voice', caseload: 'contact' }

const LISTS = {
  tickets: '/pages/desk/desk',
  plans: '/pages/plans/plans',
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
  const found = /^([a-z]+)\/(\d+)/.exec(plain)
  if (!found || !ONE[found[1]]) return LISTS[plain] || ''
  const name = ONE[found[1]]
  return '/pages/' + name + '/' + name + '?id=' + found[2]
}

module.exports = { ways: ways, page: page }

// 清单里的一条:大家怎么说的,到哪一步了,能做什么。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { problem: null, draft: false, answers: false, about: '', stands: '', texts: [], near: null, chosen: 0, targets: [], form: { answer: '', title: '' } },
  labels: { text: '这段话', title: '新标题' },

  look(query) {
    return Promise.all([api.me(), api.problem_one(query.id)]).then((found) => {
      const leader = found[0].standing === 'leader'
      const seen = this.shown(found[1], leader)
      if (!leader) return seen
      return api.problems_targets({}).then((page) => Object.assign(seen, { targets: page.items.filter((one) => one.id !== found[1].id) }))
    })
  },
  shown(one, leader) {
    const draft = leader && one.own && one.status === 'draft'
    return {
      problem: one,
      draft: draft,
      leader: leader,
      answers: draft || (leader && one.above_us && !one.own && one.status === 'handed' && !one.parent),
      about: [one.kind_title, one.organ, one.people ? one.people + ' 位小伙伴提过' : ''].filter((part) => part).join(' · '),
      stands: this.stands(one, draft),
      texts: one.texts.map((part) => this.part(part)),
      near: null,
      chosen: 0
    }
  },
  part: (one) => Object.assign({}, one, { on: false, note: words.date(one.day) + ' · ' + one.kind_title }),
  stands(one, draft) {
    if (one.parent && one.status === 'handed') return '并进了「' + one.parent + '」,一起答复。'
    if (one.status === 'handed' && one.own) return words.date(one.handed_day) + '交给' + one.above + '了,等答复。'
    if (one.proposer && !one.own && one.status === 'draft') return '提给' + one.organ + '了,等整理。有答复会告诉你。'
    return draft && one.by ? one.by + ' ' + words.date(one.day) + '写的。' : ''
  },
  now(one) {
    this.setData(Object.assign(this.shown(one, this.data.leader), { form: { answer: '', title: '' } }))
  },

  tick(event) {
    const at = event.currentTarget.dataset
    const list = this.data[at.list].map((one, index) => (index === at.index ? Object.assign({}, one, { on: !one.on }) : one))
    this.setData({ [at.list]: list, chosen: this.data.near ? this.data.chosen : list.filter((one) => one.on).length })
  },
  ticked(list) {
    return this.data[list].filter((one) => one.on).map((one) => one.id)
  },
  split() {
    const body = { tickets: this.ticked('texts'), title: this.data.form.title }
    return this.take(
      () => api.problem_split(this.data.problem.id, body),
      (done) => {
        this.now(done.problem)
        this.say(done.new_id ? '分成新的一条了。' : '移出来了。')
      }
    )
  },
  find() {
    return this.take(() => api.problem_near(this.data.problem.id, {}), (page) => {
      this.setData({ near: page.items.map((one) => this.part(one)) })
      if (!page.items.length) this.say('没有找到意思相近的。')
    })
  },
  put() {
    const ids = this.ticked('near')
    if (!ids.length) return this.say('先勾上几条。')
    return this.take(() => api.problem_put_in(this.data.problem.id, { tickets: ids }), this.now)
  },
  merge(event) {
    const into = this.data.targets[Number(event.detail.value)]
    const id = this.data.problem.id
    this.sure('并进「' + into.title + '」?', '并过去', () => (this.data.draft ? api.problem_merge(id, { into: into.id }) : api.problem_adopt({ problems: [id], into: into.id })), (one) =>
      wx.redirectTo({ url: '/pages/problem/problem?id=' + one.id })
    )
  },
  adopt() {
    return this.take(() => api.problem_adopt({ problems: [this.data.problem.id] }), (one) => wx.redirectTo({ url: '/pages/problem/problem?id=' + one.id }))
  },
  hand() {
    this.sure('交上去以后等上级答复;想改可以收回来。', '交上去', () => api.problems_hand({ problems: [this.data.problem.id] }), () => this.refresh())
  },
  takeBack() {
    return this.take(() => api.problem_take_back(this.data.problem.id), this.now)
  },
  drop() {
    this.sure(this.data.draft ? '撤下这一条?撤下的还可以恢复。' : '收回这一条?', this.data.draft ? '撤下' : '收回', () => api.problem_drop(this.data.problem.id), this.now)
  },
  restore() {
    return this.take(() => api.problem_restore(this.data.problem.id), this.now)
  },
  answer() {
    const may = this.data.problem.may_add
    const step = may ? api.problem_add : api.problem_answer
    this.sure('反映过的小伙伴每人收到一次' + (may ? ';只能补充一次。' : '。'), may ? '补充' : '答复', () => step(this.data.problem.id, { text: this.data.form.answer }), (done) => {
      this.now(done.problem)
      this.say('好,告诉了 ' + done.told + ' 位小伙伴。')
    })
  }
})

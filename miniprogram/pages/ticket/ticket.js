// 一件事:到哪一步了,接下来能做什么。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const OPEN = ['waiting', 'working', 'more']
const ENDED = ['answered', 'confirmed', 'referred', 'duplicate']

screen({
  data: { form: { text: '' } },
  labels: { text: '写的话' },

  look: (query) =>
    api.ticket_one(query.id).then((ticket) => {
      if (!ticket.mine || ticket.status !== 'waiting') return shown(ticket, [])
      return api.ticket_likes_of(query.id).then((found) => shown(ticket, found.items))
    }),

  step(name, body, said) {
    const id = this.query.id
    return this.take(
      () => (body ? api[name](id, body) : api[name](id)),
      (ticket) => {
        this.setData(Object.assign({ 'form.text': '' }, shown(ticket, this.data.likes)))
        this.say(said)
      }
    )
  },
  supply() {
    this.step('ticket_supply', { text: this.data.form.text }, '补充好了,办的人看得到。')
  },
  solved() {
    this.step('ticket_solved', null, '解决了就好,谢谢告诉我。')
  },
  unsolved() {
    this.step('ticket_unsolved', null, '记下了:没有解决。哪天想接着办,随时重新打开。')
  },
  reopen() {
    this.step('ticket_reopen', { text: this.data.form.text }, '重新打开了,接着办,有进展告诉你。')
  },
  keep() {
    this.step('ticket_keep', null, '好,这一件不公开。')
  },
  allow() {
    this.step('ticket_allow', null, '谢谢。答复可能会公开给别人参考,不会出现你的名字。')
  },
  quiet() {
    this.step('ticket_quiet', null, '好,办完以后不再回访这一件。')
  },

  // 办的人
  accept() {
    this.step('ticket_accept', null, '受理了,你来办。')
  },
  reply() {
    this.step('ticket_answer', { text: this.data.form.text }, '答复好了,已经告诉 TA。')
  },
  more() {
    this.step('ticket_more', { question: this.data.form.text }, '问过去了,等 TA 补充。')
  },

  withdraw() {
    this.sure('撤回以后就不再办了。', '撤回', () => api.ticket_withdraw(this.query.id), (ticket) => {
      this.setData(shown(ticket, []))
      this.say('撤回了,不再办。想说的时候再提就行。')
    })
  }
})

function shown(one, likes) {
  const ended = ENDED.includes(one.status)
  return {
    ticket: one,
    likes: likes,
    open: OPEN.includes(one.status),
    ended: ended,
    asks: one.mine && ['answered', 'confirmed', 'referred'].includes(one.status) && !one.solved,
    last: one.status === 'answered' || one.status === 'referred',
    sharable: !one.urgent && one.sort !== 'complaint',
    steps: one.steps.map((step) => Object.assign({}, step, { when: words.moment(step.at) })).reverse()
  }
}

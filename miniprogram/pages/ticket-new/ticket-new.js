// 说一件事:诉求、提问、想法、不满。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const KINDS = [{ value: '', title: '按内容自动判断' }].concat(words.DEMANDS)

screen({
  data: {
    sorts: [
      { value: 'demand', title: '要人办' },
      { value: 'voice', title: '想问问' },
      { value: 'advice', title: '提想法' },
      { value: 'complaint', title: '有不满' }
    ],
    kinds: KINDS,
    form: { text: '', sort: 'demand', kind: 0, anonymous: false, private: false }
  },
  labels: { text: '想说什么' },

  submit() {
    const form = this.data.form
    const body = { text: form.text, sort: form.sort, anonymous: form.anonymous, private: form.private }
    if (KINDS[form.kind].value) body.kind = KINDS[form.kind].value
    this.take(
      () => api.ticket_ask(body),
      (asked) => {
        const said = asked.said + (asked.nobody ? '现在还没有能办的人,急的话可以先打 12345 或 12355。' : '')
        const next = asked.ticket ? '/pages/ticket/ticket?id=' + asked.ticket.id : '/pages/tickets/tickets'
        this.say(said, () => wx.redirectTo({ url: next }))
      }
    )
  }
})

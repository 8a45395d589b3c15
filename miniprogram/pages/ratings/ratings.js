// 小伙伴怎么说我:满几位、每月一起显示;觉得失实的,请上级看一次。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { heard: null, next: '', rounds: [], open: '', form: { why: '' } },
  labels: { why: '哪里不对' },

  look: () =>
    api.ratings_heard().then((heard) => ({
      heard: heard,
      next: heard.next,
      rounds: heard.rounds.map((one) => ({ day: words.date(one.day), votes: one.figure.votes, text: one.figure.text }))
    })),
  ask(event) {
    this.setData({ open: event.currentTarget.dataset.mark, form: { why: '' } })
  },
  close() {
    this.setData({ open: '' })
  },
  appeal() {
    return this.take(
      () => api.rating_appeal({ mark: this.data.open, why: this.data.form.why }),
      (done) => {
        this.setData({ open: '' })
        this.say('交给' + done.to + '了,看过会告诉你。')
        return this.refresh()
      }
    )
  }
})

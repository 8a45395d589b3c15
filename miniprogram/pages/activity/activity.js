// 一个活动:看清楚、报名、取消、说说怎么样;能做什么由接口的 may 说了算。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { form: { why: '', born: '', words: '', stars: 0 }, answers: {}, questions: [] },
  labels: { answers: '问题', born: '出生日期', why: '为什么', words: '想说的', stars: '几颗星' },

  look(query) {
    return api.activity_one(query.id).then((activity) => shown(activity, this.data.answers))
  },

  answer(event) {
    const key = event.currentTarget.dataset.key
    this.put(key, [event.detail.value])
  },
  choose(event) {
    const chosen = event.currentTarget.dataset
    const before = this.data.answers[chosen.key] || []
    const without = before.filter((one) => one !== chosen.value)
    if (chosen.sort !== 'many') this.put(chosen.key, [chosen.value])
    else this.put(chosen.key, without.length < before.length ? without : before.concat(chosen.value))
  },
  put(key, said) {
    const answers = Object.assign({}, this.data.answers, { [key]: said })
    this.setData({ answers: answers, questions: asked(this.data.activity, answers) })
  },

  /** 走一步,换上走完以后的样子。 */
  step(doing) {
    return this.take(doing, (activity) => {
      this.setData(shown(activity, this.data.answers))
      this.say(activity.said)
    })
  },
  sign() {
    const form = this.data.form
    const body = { answers: {}, sure: Boolean(this.data.activity.clash) }
    this.data.questions.forEach((one) => {
      const said = (this.data.answers[one.key] || []).filter((text) => text)
      if (said.length) body.answers[one.key] = said
    })
    if (form.born) body.born = form.born
    this.step(() => api.activity_enrol(this.query.id, body))
  },
  accept() {
    this.step(() => api.activity_accept(this.query.id))
  },
  excuse() {
    this.step(() => api.activity_withdraw(this.query.id, { why: this.data.form.why }))
  },
  quit() {
    this.sure('名额让给后面的人,确定取消?', '取消报名', () => api.activity_withdraw(this.query.id, {}), (activity) => {
      this.setData(shown(activity, this.data.answers))
      this.say(activity.said)
    })
  },
  star(event) {
    this.setData({ 'form.stars': event.currentTarget.dataset.value })
  },
  rate() {
    const form = this.data.form
    this.step(() => api.activity_rate(this.query.id, { stars: form.stars, words: form.words }))
  }
})

/** 这样回答了才问的,只在问到时出现。 */
function asked(activity, answers) {
  const found = []
  activity.questions.forEach((one) => {
    const hangs = one.when && !found.some((other) => other.key === one.when[0] && (answers[other.key] || []).includes(one.when[1]))
    if (hangs) return
    const said = answers[one.key] || []
    const choices = one.choices.map((text) => ({ text: text, on: said.includes(text) }))
    found.push({ key: one.key, text: one.text, sort: one.sort, required: one.required, said: said[0] || '', choices: choices })
  })
  return found
}

function shown(activity, typed) {
  const answers = Object.assign({}, activity.answers, typed)
  return {
    activity: activity,
    answers: answers,
    questions: asked(activity, answers),
    when: words.span(activity.starts_at, activity.ends_at),
    until: words.moment(activity.deadline),
    clash: activity.clash ? '那个时间你还报了「' + activity.clash.title + '」(' + words.moment(activity.clash.starts_at) + ')。' : '',
    came: activity.checked_in_at ? words.moment(activity.checked_in_at) : '',
    'form.stars': activity.stars || 0,
    'form.words': activity.rating_words
  }
}

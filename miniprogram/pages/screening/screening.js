// 待看的内容:看内容,不看人;放行,或者说一句为什么先不放出来。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const TABS = [
  { key: 'own', title: '我们的' },
  { key: 'under', title: '下级的' },
  { key: 'refused', title: '没放行的' }
]
const USUAL = ['有手机号或链接,去掉再写就行', '提到了别人的私事', '说法容易伤人,换个说法', '像是广告']

screen({
  data: { tabs: TABS, usual: USUAL, tab: 'own', open: 0, form: { reason: '' } },
  labels: { reason: '为什么' },

  look: () =>
    api.screening_counts().then((counts) => ({
      tabs: TABS.map((one) => Object.assign({}, one, { size: counts[one.key] || '' }))
    })),
  list(after) {
    return api.screening_list({ after: after, tab: this.data.tab })
  },
  item: (one) =>
    Object.assign({}, one, {
      about: [one.organ, words.moment(one.at), one.why].filter((part) => part).join(' · ')
    }),
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab, open: 0 })
    return this.retry()
  },

  keep(event) {
    return this.take(() => api.screening_keep(event.currentTarget.dataset.id), () => this.done('放行了,别人看得到了。'))
  },
  ask(event) {
    this.setData({ open: event.currentTarget.dataset.id, form: { reason: '' } })
  },
  close() {
    this.setData({ open: 0 })
  },
  refuse() {
    return this.take(
      () => api.screening_refuse(this.data.open, { reason: this.data.form.reason }),
      (done) => this.done(done.ends ? '没有放出来,告诉 TA 了。' : '没有放出来,告诉 TA 了。在「没放行的」里还可以放行。')
    )
  },
  done(text) {
    this.setData({ open: 0 })
    this.say(text)
    return this.refresh()
  }
})

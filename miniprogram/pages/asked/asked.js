// 抽中了你:两个问题,一分钟;团干部不知道问过谁。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const METS = [
  { value: 'yes', title: '有' },
  { value: 'no', title: '没有' },
  { value: 'unsure', title: '记不清' }
]
const STARS = [
  { value: 5, title: '很满意' },
  { value: 4, title: '满意' },
  { value: 3, title: '一般' },
  { value: 2, title: '不太满意' },
  { value: 1, title: '很不满意' }
]

screen({
  data: { mets: METS, stars: STARS, one: null, days: '', said: '' },

  look() {
    if (this.data.said) return {}
    return api.spot_check_question().then((one) => this.shown(one))
  },
  shown: (one) => ({ one: one, days: words.date(one.first_day) + '到 ' + words.date(one.last_day) }),
  met(event) {
    return this.take(() => api.spot_check_met({ met: event.currentTarget.dataset.value }), (one) => this.setData(this.shown(one)))
  },
  star(event) {
    return this.take(() => api.spot_check_stars({ stars: event.currentTarget.dataset.value }), this.over)
  },
  decline() {
    return this.take(() => api.spot_check_decline(), this.over)
  },
  over(done) {
    this.setData({ said: done.said })
  }
})

// 我的小伙伴:最久没联系的在前。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const BANDS = [
  { key: '', title: '全部', count: 'total' },
  { key: 'long', title: '60 天以上', count: 'long' },
  { key: 'never', title: '还没联系过', count: 'never' },
  { key: 'unbound', title: '还没登录', count: 'unbound' }
]

screen({
  data: { form: { words: '', band: '' }, bands: BANDS, total: 0 },

  look() {
    return api.contacts_counts({ words: this.data.form.words }).then((counts) => ({
      total: counts.total,
      bands: BANDS.map((one) => Object.assign({}, one, { size: counts[one.count] }))
    }))
  },
  list(after) {
    return api.contacts_mine({ after: after, words: this.data.form.words, band: this.data.form.band })
  },
  item: (one) =>
    Object.assign({}, one, {
      about: [one.hint, one.last_met_at ? '上次 ' + words.day(one.last_met_at) : '还没联系过'].filter((part) => part).join(' · ')
    }),
  search() {
    return this.refresh()
  },
  sift(event) {
    this.pick(event)
    return this.refresh()
  }
})

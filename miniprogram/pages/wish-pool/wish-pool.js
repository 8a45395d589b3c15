// 心愿池:等人认领的,等得久的在前。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const KINDS = [{ value: '', title: '哪类都行' }].concat(words.WISHES)
const YUAN = [{ value: '', title: '多少钱都行' }, { value: '0', title: '不花钱的' }, { value: '100', title: '100 元以内' }, { value: '300', title: '300 元以内' }]

screen({
  data: { kinds: KINDS, yuan: YUAN, areas: [{ id: '', name: '哪里都行' }], form: { kind: 0, yuan: 0, area: 0 }, total: 0 },

  look: () => api.wish_pool_areas().then((found) => ({ areas: [{ id: '', name: '哪里都行' }].concat(found.areas) })),
  list(after) {
    const form = this.data.form
    const asked = {
      after: after,
      kind: KINDS[form.kind].value,
      most_yuan: YUAN[form.yuan].value,
      area: this.data.areas[form.area].id
    }
    return api.wish_pool_list(asked).then((page) => {
      this.setData({ total: page.total })
      return page
    })
  },
  item: (one) =>
    Object.assign({}, one, {
      about: [one.kind_title, one.place, one.yuan ? '约 ' + one.yuan + ' 元' : '', one.shared ? '一起拼' : '', words.day(one.day)]
        .filter((part) => part)
        .join(' · ')
    }),

  sift(event) {
    this.write(event)
    this.refresh()
  }
})

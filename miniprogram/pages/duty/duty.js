// 值班:有人说了让人担心的话,不管几点,马上通知谁。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { now: [], found: [], form: { name: '', cadre_id: 0, first_day: '', last_day: '' }, today: words.today() },
  labels: { cadre_id: '谁', first_day: '从哪天', last_day: '到哪天' },

  look() {
    return Promise.all([api.duty_now(), api.duty_candidates({ name: this.data.form.name })]).then((found) => ({
      now: found[0].names,
      found: found[1].items
    }))
  },
  list: (after) => api.duty_shifts({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: words.date(one.first_day) + (one.last_day ? ' – ' + words.date(one.last_day) : ' 起,一直值下去')
    }),

  search() {
    return this.take(() => api.duty_candidates({ name: this.data.form.name }), (page) => this.setData({ found: page.items, 'form.cadre_id': 0 }))
  },
  add() {
    const form = this.data.form
    const body = { cadre_id: form.cadre_id, first_day: form.first_day || null, last_day: form.last_day || null }
    return this.take(
      () => api.duty_add(body),
      (shift) => {
        this.setData({ form: { name: '', cadre_id: 0, first_day: '', last_day: '' } })
        this.say(shift.reachable ? '排上了。' : '排上了。TA 还没用密码登录过,收不到通知,请 TA 登录一次。')
        return this.refresh()
      }
    )
  },
  remove(event) {
    const at = event.currentTarget.dataset
    this.sure('去掉' + at.name + '这一班?', '去掉', () => api.duty_remove(at.id), () => this.refresh())
  }
})

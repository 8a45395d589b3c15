// 抽一次:抽多少位、问哪几天、抽谁的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const DAYS = 90

screen({
  data: { form: { size: '20', first: '', last: '', cadre: 0, words: '' }, cadres: [], many: false, sought: '' },
  labels: { size: '抽多少位', first_day: '从哪天', last_day: '到哪天', cadre_id: '抽谁的' },
  // Not when the script is read: the mini-program may have been open for days.
  arrive() {
    const last = words.today()
    const first = new Date(new Date(last + 'T00:00:00Z').getTime() - DAYS * 24 * 3600 * 1000)
    this.setData({ 'form.first': first.toISOString().slice(0, 10), 'form.last': last })
  },
  look() {
    return api.spot_check_cadres({ limit: 100, words: this.data.sought }).then((found) => ({
      cadres: [{ id: 0, name: '整个单位的' }].concat(found.items),
      // 列不下的,按姓名找。
      many: this.data.sought !== '' || found.next !== null
    }))
  },
  find() {
    this.setData({ sought: this.data.form.words.trim(), 'form.cadre': 0 })
    return this.refresh().then(() => this.setData({ 'form.cadre': this.data.sought && this.data.cadres.length > 1 ? 1 : 0 }))
  },

  submit() {
    const form = this.data.form
    const body = { size: Number(form.size) || 0, first_day: form.first, last_day: form.last }
    const cadre = this.data.cadres[form.cadre].id
    if (cadre) body.cadre_id = cadre
    return this.take(
      () => api.spot_check_start(body),
      (check) => this.say(check.said, () => wx.redirectTo({ url: '/pages/spot-check/spot-check?id=' + check.id }))
    )
  }
})

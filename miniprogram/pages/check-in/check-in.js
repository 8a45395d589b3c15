// 签到:扫签到屏上的码,或者填屏上的 6 位数字。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { form: { digits: '' }, done: null, doors: [], why: '' },
  labels: { digits: '数字', scene: '码' },

  look() {
    // 一个能签的也没有时,接口说为什么;页面照样能填数字。
    return api.checkin_doors().then(
      (found) => ({ doors: found.doors.map((one) => Object.assign({}, one, { when: words.moment(one.starts_at) })), why: '' }),
      (trouble) => {
        if (trouble.status !== 409) throw trouble
        return { doors: [], why: trouble.message }
      }
    )
  },
  arrive(query) {
    if (query.scene) this.check(() => api.checkin_scan({ scene: decodeURIComponent(query.scene) }))
  },

  check(step) {
    return this.take(step, (done) => this.setData({ done: done, 'form.digits': '' }))
  },
  byDigits() {
    this.check(() => api.checkin_digits({ digits: this.data.form.digits }))
  },
  scan() {
    wx.scanCode({
      success: (scanned) => {
        const path = scanned.path || scanned.result || ''
        const scene = decodeURIComponent((/scene=([^&]+)/.exec(path) || ['', path])[1])
        this.check(() => api.checkin_scan({ scene: scene }))
      },
      fail: () => {}
    })
  }
})

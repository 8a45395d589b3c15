// 抽到的一位:看号码会留下记录;问两句,记下来。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const RESULTS = [
  { value: 'answered', title: '答了' },
  { value: 'unreached', title: '没联系上' },
  { value: 'refused', title: '不想回答' },
  { value: 'wrong', title: '号码不对' }
]
const METS = [
  { value: 'yes', title: '有' },
  { value: 'no', title: '没有' },
  { value: 'unsure', title: '记不清' }
]

screen({
  data: { one: null, span: '', until: '', results: RESULTS, mets: METS, form: { result: '', met: '', stars: 0, note: '' } },
  labels: { result: '问得怎么样', met: '有联系吗', stars: '满意吗', note: '备注' },

  look: (query) =>
    api.spot_check_call(query.id, query.place).then((one) => ({
      one: one,
      span: words.date(one.first_day) + '到 ' + words.date(one.last_day),
      until: one.until ? words.moment(one.until) : ''
    })),

  back() {
    wx.navigateBack()
  },
  phone() {
    this.sure('看整个号码会留下记录。', '打电话', () => api.spot_check_number(this.query.id, this.query.place), (found) =>
      wx.makePhoneCall({ phoneNumber: found.phone, fail: () => {} })
    )
  },
  submit() {
    const form = this.data.form
    const body = { result: form.result, note: form.note }
    if (form.result === 'answered') Object.assign(body, { met: form.met, stars: form.stars })
    return this.take(
      () => api.spot_check_note(this.query.id, this.query.place, body),
      (noted) => this.say(noted.said, () => wx.navigateBack())
    )
  }
})

// 电话单:消息送不到、又要紧的,打个电话。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.calls_waiting({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      note: [one.place, one.tried ? '打过,没接' : '', one.until ? words.moment(one.until) + ' 以后就不用打了' : ''].filter((part) => part).join(' · ')
    }),

  phone(event) {
    const id = event.currentTarget.dataset.id
    this.sure('看整个号码会留下记录。', '打电话', () => api.call_number(id), (found) =>
      wx.makePhoneCall({ phoneNumber: found.phone, fail: () => {} })
    )
  },
  noted(event) {
    const at = event.currentTarget.dataset
    return this.take(
      () => api.call_noted(at.id, { outcome: at.outcome }),
      (done) => {
        this.say(done.said)
        return this.refresh()
      }
    )
  }
})

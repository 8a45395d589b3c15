// 一位小伙伴:聊过点一下就记上;要打电话另点一次,会留下记录。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { talked: null, invited: null },

  look: (query) =>
    api.contact_one(query.id).then((one) => ({
      one: one,
      last: one.last_met_at ? words.day(one.last_met_at) : '还没联系过',
      since: words.day(one.since),
      others: one.others.map((keeper) => keeper.name).join('、'),
      met: one.met.map((each) => Object.assign({}, each, { when: words.day(each.at) }))
    })),

  talk(event) {
    const kind = event.currentTarget.dataset.kind
    this.take(
      () => api.contact_talked(this.query.id, { kind: kind }),
      (talked) => {
        this.setData({ talked: talked })
        this.say(talked.said)
        return this.refresh()
      }
    )
  },
  undo() {
    this.take(
      () => api.contact_talk_undo(this.data.talked.record_id),
      () => {
        this.setData({ talked: null })
        this.say('撤销了。')
        return this.refresh()
      }
    )
  },
  phone() {
    this.sure('看整个号码会留下记录。', '打电话', () => api.contact_phone(this.query.id), (found) =>
      wx.makePhoneCall({ phoneNumber: found.phone, fail: () => {} })
    )
  },
  invite() {
    this.take(() => api.contact_invite(this.query.id), (invited) =>
      this.setData({ invited: Object.assign({}, invited, { until: words.moment(invited.expires_at) }) })
    )
  },
  copy() {
    wx.setClipboardData({ data: this.data.invited.phrase })
  }
})

// 改一位小伙伴的登记,或者归档;一天之内可以撤销。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

const NONE = [{ code: '', title: '没有填' }]

screen({
  data: {
    one: null,
    form: { name: '', phone: '', hint: '', industry: 0, occupation: 0, tags: '' },
    industries: [],
    occupations: [],
    reasons: [],
    gone: 0
  },
  labels: { name: '姓名', phone: '手机号', hint: '备注', tags: '标签', industry: '行业', occupation: '职业', reason: '原因' },

  look(query) {
    return Promise.all([api.contact_one(query.id), api.dictionaries()]).then((found) => {
      const one = found[0]
      const seen = { industries: NONE.concat(found[1].industries), occupations: NONE.concat(found[1].occupations), reasons: found[1].end_reasons }
      if (this.data.one) return seen // 写了一半的不动
      const form = { name: one.name, phone: '', hint: one.hint, industry: at(seen.industries, one.industry), occupation: at(seen.occupations, one.occupation), tags: one.tags.join(' ') }
      return Object.assign(seen, { one: one, form: form })
    })
  },

  submit() {
    const form = this.data.form
    const one = this.data.one
    const body = {
      hint: form.hint,
      industry: this.data.industries[form.industry].code,
      occupation: this.data.occupations[form.occupation].code,
      tags: form.tags.split(/[\s,,、]+/).filter((tag) => tag)
    }
    if (!one.bound) {
      if (form.name !== one.name) body.name = form.name
      if (form.phone) body.phone = form.phone
    }
    return this.take(() => api.contact_edit(one.id, body), () => this.say('改好了。', () => wx.navigateBack()))
  },
  archive() {
    const reasons = this.data.reasons
    wx.showActionSheet({
      itemList: reasons,
      success: (chosen) =>
        this.take(
          () => api.contact_archive(this.data.one.id, { reason: reasons[chosen.tapIndex] }),
          (done) => this.setData({ gone: done.change_id })
        ),
      fail: () => {}
    })
  },
  undo() {
    return this.take(
      () => api.change_undo(this.data.gone),
      (done) => {
        this.setData({ gone: 0 })
        this.say(done.said)
      }
    )
  },
  toList() {
    wx.redirectTo({ url: '/pages/contacts/contacts' })
  }
})

function at(list, code) {
  return Math.max(0, list.findIndex((one) => one.code === code))
}

// 加一位小伙伴:写个名字就行,满 14 周岁才登记。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  data: { form: { name: '', phone: '', hint: '', industry: 0, fourteen: false }, industries: [] },
  labels: { name: '姓名', phone: '手机号', hint: '备注', fourteen: '满 14 周岁' },

  look: () => api.dictionaries().then((words) => ({ industries: [{ code: '', title: '先不填' }].concat(words.industries) })),

  submit() {
    const form = this.data.form
    const body = { name: form.name, phone: form.phone, hint: form.hint, fourteen: form.fourteen }
    const industry = this.data.industries[form.industry].code
    if (industry) body.industry = industry
    this.take(
      () => api.contact_add(body),
      (added) => {
        const others = added.others.length ? added.others.join('、') + '也在联系 TA。' : ''
        this.say('加好了:' + added.name + '。' + others + '现在联系着 ' + added.size + ' 位。', () =>
          wx.redirectTo({ url: '/pages/contact/contact?id=' + added.youth_id })
        )
      }
    )
  }
})

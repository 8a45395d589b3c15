// 办结:谁来了、会记下什么;记错了重新打开,记上的全部收回。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { one: null, when: '', credits: [], form: { happened: true, minutes: '' } },
  labels: { minutes: '时长', happened: '办成了吗' },

  look(query) {
    return api.activity_closing_seen(query.id).then((one) => this.shown(one))
  },
  shown(one) {
    return {
      one: one,
      when: words.span(one.starts_at, one.ends_at),
      came: one.attended.join('、'),
      credits: one.credits.map((each) => ({
        title: each.name + ' · ' + each.kind_title,
        whom: each.youths.length ? '和 ' + each.youths.join('、') : '',
        rules: each.rules.length ? '算进:' + each.rules.join('、') : '记一次联系,不算「五个一」'
      })),
      'form.minutes': this.data.form.minutes || String(one.minutes)
    }
  },

  step(doing) {
    return this.take(doing, (one) => {
      this.setData(this.shown(one))
      this.say(one.said)
    })
  },
  close() {
    const form = this.data.form
    return this.step(() => api.activity_close(this.query.id, { happened: form.happened, minutes: Number(form.minutes) || 0 }))
  },
  reopen() {
    this.sure('重新打开以后,这个活动记上的都会收回,改好要再办结一次。', '重新打开', () => api.activity_reopen(this.query.id), (one) => {
      this.setData(this.shown(one))
      this.say(one.said)
    })
  }
})

// 一条记录:算在哪里、改过什么;记错了改一改,或者撤销。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { record: null, about: '', steps: [], open: false, all: false, kinds: [], youths: [], form: { kind: 0, day: '', minutes: '', title: '' } },
  labels: { kind: '类别', day: '哪天', minutes: '多少分钟', title: '做了什么', youths: '和谁' },

  look: (query) => api.record_one(query.id).then((record) => shown(record)),

  /** 打开表单:类别和名单这时才要。 */
  edit() {
    const record = this.data.record
    return this.take(
      () => Promise.all([api.me(), api.dictionaries(), api.contacts_mine({ limit: 100 })]),
      (found) => {
        const kinds = found[1].kinds.filter((kind) => !kind.organ || found[0].standing === 'leader')
        if (!kinds.some((kind) => kind.code === record.kind)) kinds.unshift({ code: record.kind, title: record.kind_title })
        const there = record.people.map((one) => ({ id: one.id, name: one.name, hint: '', on: true, was: true }))
        const others = found[2].items
          .filter((one) => !there.some((other) => other.id === one.id))
          .map((one) => ({ id: one.id, name: one.name, hint: one.hint, on: false }))
        this.setData({
          open: true,
          all: there.length === 0,
          kinds: kinds,
          youths: there.concat(others),
          form: {
            kind: kinds.findIndex((kind) => kind.code === record.kind),
            day: record.day,
            minutes: record.minutes ? String(record.minutes) : '',
            title: record.title
          }
        })
      }
    )
  },
  close() {
    this.setData({ open: false })
  },
  others() {
    this.setData({ all: true })
  },
  mark(event) {
    const id = event.currentTarget.dataset.id
    this.setData({ youths: this.data.youths.map((one) => (one.id === id ? Object.assign({}, one, { on: !one.on }) : one)) })
  },
  submit() {
    const form = this.data.form
    const record = this.data.record
    const body = {
      kind: this.data.kinds[form.kind].code,
      day: form.day,
      title: form.title,
      minutes: form.minutes ? Number(form.minutes) : null,
      youths: this.data.youths.filter((one) => one.on).map((one) => one.id),
      version: record.version
    }
    return this.step(() => api.record_edit(record.id, body), '改好了。')
  },

  step(doing, said) {
    return this.take(doing, (record) => {
      this.setData(Object.assign({ open: false }, shown(record)))
      this.say(said)
    })
  },
  undo() {
    return this.step(() => api.record_undo(this.query.id), '撤销了,就当没记过。')
  },
  redo() {
    return this.step(() => api.record_redo(this.query.id), '恢复了。')
  },
  ask() {
    return this.take(
      () => api.record_ask(this.query.id),
      (asked) => {
        const left = asked.left_out.map((one) => one.name + ':' + one.why).join(';')
        this.say((asked.names.length ? '问了' + asked.names.join('、') + ',点不点都照样算数。' : '') + (left ? '没问的:' + left : ''))
        return this.refresh()
      }
    )
  }
})

function shown(record) {
  const parts = [record.youths.join('、'), record.minutes ? record.minutes + ' 分钟' : '', words.day(record.day), record.late ? '补记' : '', record.activity]
  return {
    record: record,
    about: parts.filter((part) => part).join(' · '),
    steps: record.history.map((one) => ({ when: words.moment(one.at), by: one.by, text: one.lines.join('\n') }))
  }
}

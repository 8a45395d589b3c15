// 记一笔:像说话那样写一句;没说清的会问。也可以一项一项填。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: {
    way: 'line',
    form: { line: '', reply: '', kind: 0, day: '', minutes: '', title: '' },
    question: null,
    done: null,
    kinds: [],
    parts: [],
    youths: [],
    chosen: []
  },
  labels: { line: '这一句', kind: '做了什么', day: '哪天', minutes: '多少分钟', title: '做了什么', youths: '和谁' },
  choices: {},

  arrive() {
    this.setData({ 'form.day': words.today() })
  },
  look(query) {
    const known = query.youth ? api.contact_one(query.youth) : Promise.resolve(null)
    return Promise.all([api.me(), api.dictionaries(), api.contacts_mine({ limit: 100 }), known]).then((found) => {
      const kinds = found[1].kinds.filter((kind) => !kind.organ || found[0].standing === 'leader')
      const listed = found[2].items.map((one) => ({ id: one.id, name: one.name, hint: one.hint }))
      const one = found[3]
      if (one && !listed.some((other) => other.id === one.id)) listed.unshift({ id: one.id, name: one.name, hint: one.hint })
      const chosen = one && !this.data.chosen.length && !this.data.done ? [one.id] : this.data.chosen
      return { kinds: kinds, chosen: chosen, youths: marked(listed, chosen), way: one ? 'form' : this.data.way }
    })
  },

  turn(event) {
    this.setData({ way: event.currentTarget.dataset.way, question: null })
  },

  // 一句话
  tellLine() {
    this.choices = {}
    this.read('')
  },
  reply(event) {
    this.read(event.currentTarget.dataset.label || this.data.form.reply)
  },
  read(said) {
    const line = this.data.form.line.trim()
    const ahead = /^计划/.test(line)
    const body = { line: ahead ? line.slice(2).trim() : line, ahead: ahead, choices: this.choices, reply: said }
    return this.take(
      () => api.record_line_read(body),
      (read) => {
        this.choices = read.choices
        if (read.state === 'empty') return this.say('这一句没看懂。可以写:志愿服务 张三 社区清洁 2小时')
        if (read.state === 'asking') return this.setData({ question: read.question, 'form.reply': '' })
        return this.finish(read.record, read.plan, read.gone)
      }
    )
  },

  // 一项一项填
  mark(event) {
    const id = event.currentTarget.dataset.id
    const without = this.data.chosen.filter((one) => one !== id)
    const chosen = without.length < this.data.chosen.length ? without : this.data.chosen.concat(id)
    this.setData({ chosen: chosen, youths: marked(this.data.youths, chosen) })
  },
  submit() {
    const form = this.data.form
    const body = { kind: this.data.kinds[form.kind].code, day: form.day, title: form.title, youths: this.data.chosen }
    if (form.minutes) body.minutes = Number(form.minutes)
    this.take(() => api.record_write(body), (record) => this.finish(record, null, []))
  },

  finish(record, plan, gone) {
    const what = record || plan
    const lines = [what.kind_title, what.title, record ? record.youths.join('、') : '', words.day(what.day)].filter((part) => part)
    this.setData({
      question: null,
      chosen: [],
      youths: marked(this.data.youths, []),
      'form.line': '',
      'form.title': '',
      'form.minutes': '',
      done: {
        id: record ? record.id : 0,
        title: record ? '记好了' : '排上了,做完点一下就记上',
        text: lines.join(' · '),
        gone: gone.length ? gone.join('、') + '选择了不被联系,没有记 TA 的名字。' : '',
        counts: record ? record.counts_for : []
      }
    })
  },
  undo() {
    this.take(
      () => api.record_undo(this.data.done.id),
      () => {
        this.setData({ done: null })
        this.say('撤销了,就当没记过。')
      }
    )
  },
  again() {
    this.setData({ done: null })
  }
})

function marked(youths, chosen) {
  return youths.map((one) => Object.assign({}, one, { on: chosen.includes(one.id) }))
}

// 办一个活动:挑模板、照上次的,或者从空白开始;写好的再改也在这里。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const HELD = ['running', 'ended', 'archived']
const PAST = 3
const DAWN = '06:00' // 到这时为止、又比开始早的结束,是第二天的
const MINUTE = 60000

screen({
  data: {
    step: '',
    id: 0,
    copied: 0,
    past: [],
    groups: [],
    kinds: [],
    sorts: [],
    modes: words.MODES,
    mode: '',
    chips: [],
    picked: 0,
    questions: [],
    open: { sign: false, about: false, audience: false, ask: false },
    fixed: false,
    told: 0,
    clash: '',
    week: '',
    later: '',
    due: '',
    form: { title: '', kind: 0, place: '', seats: '', day: '', from: '', to: '', nights: 0, dueDay: '', dueTime: '', mode: 'first', hours: '', about: '', mine: false, least: '', most: '', tags: '' }
  },
  labels: { title: '叫什么', kind: '哪一类', place: '在哪里', starts_at: '开始', ends_at: '结束', deadline: '报名截止', seats: '多少人', about: '说明', audience: '谁能来', questions: '报名时要问的', offer_hours: '空位留几小时' },

  /** 写到一半回来,还在那里。 */
  look(query) {
    if (this.data.step === 'form') return Promise.resolve({})
    if (query.id) return this.written(query.id)
    if (query.copy) return api.activity_copy(query.copy, {}).then((draft) => this.filled(draft, { copied: Number(query.copy) }))
    return Promise.all([api.activity_templates({ limit: 100 }), api.activities_hosted({})]).then((found) => ({
      step: 'choose',
      past: found[1].items
        .filter((one) => HELD.includes(one.state))
        .slice(0, PAST)
        .map((one) => ({ id: one.id, title: one.title, about: words.day(one.starts_at) })),
      groups: [group('自己办', found[0].items, false), group('机关办', found[0].items, true)].filter((one) => one.items.length)
    }))
  },
  written(id) {
    return Promise.all([api.activity_written(id), api.activity_run(id)]).then((found) => {
      const run = found[1]
      return this.filled(found[0], { id: run.id, fixed: run.state !== 'draft', told: run.guests.enrolled + run.guests.offered + run.guests.waiting + run.guests.applied })
    })
  },
  begin(event) {
    return this.take(() => api.activity_template(event.currentTarget.dataset.key, {}).then((draft) => this.filled(draft, {})), this.setData)
  },

  /** 草稿填进表单;能选的这时才要。 */
  filled(draft, more) {
    return api.activity_choices().then((choices) => {
      const kinds = choices.kinds.slice()
      if (!kinds.some((one) => one.code === draft.kind)) kinds.unshift({ code: draft.kind, title: '照原来的' })
      const who = draft.audience
      const chips = [chosen('industries', '行业', choices.industries, who.industries), chosen('occupations', '职业', choices.occupations, who.occupations)]
      const form = {
        title: draft.title,
        kind: kinds.findIndex((one) => one.code === draft.kind),
        place: draft.place,
        seats: String(draft.seats),
        day: draft.starts_at.slice(0, 10),
        from: draft.starts_at.slice(11, 16),
        to: draft.ends_at.slice(11, 16),
        nights: nights(draft.starts_at, draft.ends_at),
        dueDay: draft.deadline.slice(0, 10),
        dueTime: draft.deadline.slice(11, 16),
        mode: draft.mode,
        hours: text(draft.offer_hours),
        about: draft.about,
        mine: who.mine_only,
        least: text(who.least_age),
        most: text(who.most_age),
        tags: who.tags.join(' ')
      }
      const questions = draft.questions.map((one) => Object.assign({}, one, { options: one.options.join('\n') }))
      return Object.assign({ step: 'form', kinds: kinds, sorts: choices.sorts, chips: chips, picked: count(chips), questions: hung(questions), form: form }, said(form), more)
    })
  },

  fold(event) {
    const part = event.currentTarget.dataset.part
    this.setData({ ['open.' + part]: !this.data.open[part] })
  },
  /** 日子和钟点:开始动了,结束和截止跟着动;自己定过的截止不动。 */
  when(event) {
    const name = event.currentTarget.dataset.name
    const before = this.data.form
    const form = Object.assign({}, before, { [name]: event.detail.value })
    if (name === 'dueDay' || name === 'dueTime') this.settled = true
    if (name === 'day' || name === 'from') follow(before, form, this.settled)
    this.setData(Object.assign({ form: form, clash: '' }, said(form)))
  },
  rule(event) {
    this.pick(event)
    this.setData(said(this.data.form))
  },
  mark(event) {
    const at = event.currentTarget.dataset
    const turned = (one) => (one.code === at.code ? Object.assign({}, one, { on: !one.on }) : one)
    const chips = this.data.chips.map((group) => (group.name === at.name ? Object.assign({}, group, { list: group.list.map(turned) }) : group))
    this.setData({ chips: chips, picked: count(chips) })
  },

  // 报名时要问的
  ask() {
    const used = this.data.questions.map((one) => one.key)
    let number = 1
    while (used.includes('q' + number)) number++
    this.setData({ questions: this.data.questions.concat({ key: 'q' + number, text: '', sort: 'text', options: '', required: true, when: null, only: '' }) })
  },
  put(event) {
    const at = event.currentTarget.dataset
    this.setData({ ['questions[' + at.index + '].' + at.name]: 'value' in at ? at.value : event.detail.value })
  },
  drop(event) {
    const gone = event.currentTarget.dataset.key
    const left = this.data.questions
      .filter((one) => one.key !== gone)
      .map((one) => (one.when && one.when.key === gone ? Object.assign({}, one, { when: null }) : one))
    this.setData({ questions: hung(left) })
  },

  body() {
    const form = this.data.form
    return {
      title: form.title,
      kind: this.data.kinds[form.kind].code,
      place: form.place,
      starts_at: zoned(form.day + 'T' + form.from),
      ends_at: zoned(ends(form)),
      deadline: zoned(form.dueDay + 'T' + form.dueTime),
      seats: Number(form.seats) || 0,
      about: form.about,
      mode: form.mode,
      audience: {
        industries: on(this.data.chips, 'industries'),
        occupations: on(this.data.chips, 'occupations'),
        tags: form.tags.split(/[\s、,,]+/).filter((tag) => tag),
        least_age: number(form.least),
        most_age: number(form.most),
        mine_only: form.mine
      },
      questions: this.data.questions.map((one) => ({ key: one.key, text: one.text, sort: one.sort, options: one.options.split('\n').filter((line) => line.trim()), required: one.required, when: one.when })),
      offer_hours: number(form.hours),
      sure: Boolean(this.data.clash)
    }
  },
  submit() {
    if (this.data.id) return this.take(() => this.changed(), (run) => this.say(run.said, () => wx.navigateBack()))
    const body = Object.assign(this.body(), { publish: false })
    if (this.data.copied) body.copied_from = this.data.copied
    return this.take(() => api.activity_make(body), (run) => wx.redirectTo({ url: '/pages/host-run/host-run?id=' + run.id }))
  },
  changed() {
    return api.activity_change(this.data.id, this.body()).catch((trouble) => {
      if (trouble.code === 'host_busy') this.setData({ clash: trouble.message })
      throw trouble
    })
  }
})

function group(title, templates, organ) {
  const items = templates.filter((one) => one.organ === organ).map((one) => ({ key: one.key, title: one.title, about: one.kind_title + ' · ' + one.minutes + ' 分钟 · ' + one.seats + ' 人' }))
  return { title: title, items: items }
}

function chosen(name, title, choices, codes) {
  return { name: name, title: title, list: choices.map((one) => ({ code: one.code, title: one.title, on: codes.includes(one.code) })) }
}
function on(chips, name) {
  const group = chips.find((one) => one.name === name)
  return group.list.filter((one) => one.on).map((one) => one.code)
}
function count(chips) {
  return on(chips, 'industries').length + on(chips, 'occupations').length
}

/** 看另一题怎么答才问的,说出来。 */
function hung(questions) {
  const texts = {}
  questions.forEach((one) => {
    texts[one.key] = one.text
  })
  return questions.map((one) => Object.assign({}, one, { only: one.when ? '「' + texts[one.when.key] + '」答了「' + one.when.answer + '」才问' : '' }))
}

function at(moment) {
  return Date.parse(moment + 'Z') / MINUTE
}
function clock(minutes) {
  return new Date(minutes * MINUTE).toISOString().slice(0, 16)
}
function zoned(moment) {
  return moment + ':00+08:00'
}

/** 隔几夜才结束;钟点自己说得清的是 0。 */
function nights(starts, ends) {
  const found = Math.round((Date.parse(ends.slice(0, 10)) - Date.parse(starts.slice(0, 10))) / (24 * 60 * MINUTE))
  const to = ends.slice(11, 16)
  return found === 1 && to <= DAWN && to <= starts.slice(11, 16) ? 0 : found
}
function ends(form) {
  const next = !form.nights && form.to <= form.from && form.to <= DAWN
  return words.later(form.day, next ? 1 : form.nights) + 'T' + form.to
}
function follow(before, form, settled) {
  const start = form.day + 'T' + form.from
  const moved = at(start) - at(before.day + 'T' + before.from)
  const end = clock(at(ends(before)) + moved)
  form.to = end.slice(11)
  form.nights = nights(start, end)
  if (settled) return
  const due = clock(at(before.dueDay + 'T' + before.dueTime) + moved)
  form.dueDay = due.slice(0, 10)
  form.dueTime = due.slice(11)
}

/** 折起来的也说得清:周几、第几天结束、怎么报名、什么时候截止。 */
function said(form) {
  const later = (Date.parse(ends(form).slice(0, 10)) - Date.parse(form.day)) / (24 * 60 * MINUTE)
  return {
    week: words.day(form.day),
    later: later ? '第 ' + (later + 1) + ' 天' : '',
    due: words.moment(form.dueDay + 'T' + form.dueTime),
    mode: words.MODES.find((one) => one.value === form.mode).title
  }
}

function text(value) {
  return value === null ? '' : String(value)
}
function number(value) {
  return value === '' ? null : Number(value)
}

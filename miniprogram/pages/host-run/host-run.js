// 我办的一个活动:现在怎样,下一步做什么,谁要来。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const FULL = '这次人满了,下次早点告诉你'

screen({
  data: { run: null, seen: null, when: '', until: '', mode: '', todo: '', figures: [], ways: [], reviews: false, applied: [], denied: 0, quitting: false, clash: '', form: { why: FULL, reason: '' } },
  labels: { why: '跟 TA 说的', reason: '为什么', seats: '名额' },

  look(query) {
    return Promise.all([api.activity_run(query.id), api.activity_one(query.id)]).then((found) => {
      const run = found[0]
      const seen = shown(run, found[1])
      if (!seen.reviews || !run.guests.applied) return seen
      return api.applications(query.id, { limit: 100 }).then((page) => Object.assign(seen, { applied: page.items.map((one) => answered(one)) }))
    })
  },
  list(after) {
    return api.activity_guests(this.query.id, { after: after })
  },
  item: (one) => Object.assign(answered(one), { side: side(one) }),

  /** 走一步,说怎么样了,再看一遍。 */
  step(doing) {
    return this.take(doing, (run) => {
      this.setData({ denied: 0, quitting: false })
      this.say(run.said)
      return this.refresh()
    })
  },
  publish() {
    return this.step(() =>
      api.activity_publish(this.query.id, { sure: Boolean(this.data.clash) }).catch((trouble) => {
        if (trouble.code === 'host_busy') this.setData({ clash: trouble.message })
        throw trouble
      })
    )
  },
  seats(event) {
    const seats = this.data.run.seats + Number(event.currentTarget.dataset.more)
    return this.step(() => api.activity_seats(this.query.id, { seats: seats }))
  },
  draw() {
    this.sure('抽好就定了,马上告诉每一位。', '抽签', () => api.activity_draw(this.query.id), (run) => {
      this.say(run.said)
      return this.refresh()
    })
  },

  // 申请的人
  agree(event) {
    const person = event.currentTarget.dataset.person
    return this.step(() => api.application_decide(this.query.id, person, { yes: true }))
  },
  deny(event) {
    this.setData({ denied: event.currentTarget.dataset.person, 'form.why': FULL })
  },
  keep() {
    this.setData({ denied: 0 })
  },
  refuse() {
    return this.step(() => api.application_decide(this.query.id, this.data.denied, { yes: false, why: this.data.form.why }))
  },

  // 不办了
  quit() {
    if (this.data.run.state !== 'draft') this.setData({ quitting: true })
    else this.sure('不要这个草稿了?', '不要了', () => api.activity_cancel(this.query.id, {}), () => this.refresh())
  },
  stay() {
    this.setData({ quitting: false })
  },
  cancel() {
    return this.step(() => api.activity_cancel(this.query.id, { reason: this.data.form.reason }))
  }
})

function answered(one) {
  return Object.assign({}, one, { said: one.answers.map((each) => each.question + ':' + each.answers.join('、')).join('\n') })
}

function side(one) {
  if (one.checked_in_at) return '到了'
  if (one.offer_until) return '留到 ' + words.moment(one.offer_until)
  return one.position ? '候补第 ' + one.position + ' 位' : one.place_title
}

function shown(run, seen) {
  const reviews = run.mode === 'review' && run.state === 'open'
  return {
    run: run,
    seen: seen,
    when: words.span(run.starts_at, run.ends_at),
    until: words.moment(run.deadline),
    mode: words.MODES.find((one) => one.value === run.mode).title,
    todo: todo(run, reviews),
    figures: figures(run),
    ways: ways(run),
    reviews: reviews,
    applied: [],
    clash: run.clash
  }
}

/** 接下来做什么,一句话。 */
function todo(run, reviews) {
  if (run.state === 'draft') return '还是草稿,只有你看得到。看一遍没问题,就发布。'
  if (run.state === 'cancelled') return run.cancel_reason ? '取消了:' + run.cancel_reason : '取消了。'
  if (run.state === 'ended' && !run.closed) return '结束了。去「办结」点一下,大家的联系和你的「五个一」就都记上了。'
  if (run.state === 'running') return '正在进行,还没到的请 TA 扫签到码。'
  if (run.may_draw) return '报名截止了,' + run.guests.applied + ' 人等着抽签。'
  if (reviews && run.guests.applied) return run.guests.applied + ' 份申请等你看。'
  if (run.state === 'open' && run.mode === 'draw' && !run.drawn) return '截止以后抽签,到时不点也会自动抽。'
  return ''
}

function figures(run) {
  const guests = run.guests
  return [
    { number: guests.enrolled + '/' + run.seats, name: '报上名 / 名额', on: true },
    { number: guests.applied, name: '申请', on: guests.applied },
    { number: guests.offered, name: '等确认', on: guests.offered },
    { number: guests.waiting, name: '候补', on: guests.waiting },
    { number: guests.came, name: '到了', on: guests.came }
  ].filter((one) => one.on)
}

/** 从这里去哪里,看它到了哪一步。 */
function ways(run) {
  const to = (page, title, about) => ({ title: title, about: about, url: page + run.id })
  const poster = to('/pages/host-poster/host-poster?id=', '海报', '发到群里,扫码就能报名')
  const door = to('/pages/host-door/host-door?id=', '签到码', '放在门口,大家扫一下')
  const list = to('/pages/host-door/host-door?tab=list&id=', '名单点名', '没带手机的,在这里点')
  const join = to('/pages/my-code/my-code?activity=', '现场加小伙伴', '还没登录的人扫这个')
  const edit = to('/pages/host-new/host-new?id=', '改时间地点', '报了名的人会收到')
  const close = to('/pages/host-close/host-close?id=', '办结', run.closed ? '记了什么;记错了重新打开' : '谁来了、办了多久,记录自动记上')
  const seen = to('/pages/activity/activity?id=', '小伙伴看到的样子', '他们点开就是这一页')
  const again = to('/pages/host-new/host-new?copy=', '照样再办一次', '换个日子就能发布')
  const own = {
    draft: [seen],
    open: [poster, edit, door, list, join, seen, again],
    running: [door, list, join, close, edit, seen, again],
    ended: [close, list, seen, again],
    archived: [close, list, seen, again],
    cancelled: [seen, again]
  }
  return own[run.state]
}

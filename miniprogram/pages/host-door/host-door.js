// 门口:签到码和数字每分钟换一次;没带手机的,在名单上点。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const SECOND = 1000
const AGAIN = 5 // 秒:没连上,过多久再要
const WAYS = { scan: '扫码', code: '数字', list: '名单', late: '补记' }

screen({
  data: { tab: 'code', door: null, digits: '', picture: '', left: 0, lost: false, list: null, people: [], others: null, fixing: 0, form: { name: '', words: '', why: '' } },
  labels: { reason: '为什么要改' },

  arrive(query) {
    if (query.tab) this.setData({ tab: query.tab })
  },
  onShow() {
    this.rest()
    this.clock = setInterval(() => this.beat(), SECOND)
    awake(true)
    return this.refresh()
  },
  onHide() {
    this.rest()
  },
  onUnload() {
    this.rest()
  },
  rest() {
    clearInterval(this.clock)
    awake(false)
  },
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab })
    return this.retry()
  },

  look() {
    return this.data.tab === 'list' ? this.listed() : api.activity_door(this.query.id).then((door) => this.opened(door))
  },

  // 码
  opened(door) {
    if (door.digits && door.digits !== this.shows) this.draw(door.digits)
    return { door: door, digits: door.digits.slice(0, 3) + ' ' + door.digits.slice(3), left: door.left, lost: false, picture: door.digits ? this.data.picture : '' }
  },
  draw(digits) {
    this.shows = digits
    api.activity_door_picture(this.query.id).then(
      (path) => this.setData({ picture: path }),
      () => this.setData({ picture: '' }) // 画不出来,还有数字
    )
  },
  /** 过了一秒:到点就换,按接口给的秒数,不看手机的钟。 */
  beat() {
    if (this.data.tab !== 'code' || this.data.state !== 'ready' || this.asking) return
    if (this.data.left > 1) return this.setData({ left: this.data.left - 1 })
    this.asking = true
    return api
      .activity_door(this.query.id)
      .then((door) => this.setData(this.opened(door)), () => this.setData({ lost: true, left: AGAIN }))
      .then(() => {
        this.asking = false
      })
  },

  // 名单
  listed() {
    return Promise.all([api.attendance(this.query.id), this.everyone('')]).then((found) => ({ list: found[0], people: found[1].map((one) => this.row(one)), fixing: 0 }))
  },
  /** 找名字要整份名单。 */
  everyone(after) {
    return api.attendance_people(this.query.id, { after: after, limit: 100 }).then((page) =>
      page.next ? this.everyone(page.next).then((rest) => page.items.concat(rest)) : page.items
    )
  },
  row(one) {
    const came = one.came_at ? [one.came_at.slice(11, 16), WAYS[one.way] || ''].join(' ') : one.place === 'enrolled' ? '' : one.place_title
    return Object.assign({}, one, { about: [came, one.why].filter((part) => part).join(' · '), off: !one.name.includes(this.data.form.name) })
  },
  sift(event) {
    this.write(event)
    this.setData({ people: this.data.people.map((one) => this.row(one)) })
  },
  find() {
    return this.take(() => api.attendance_others(this.query.id, { words: this.data.form.words }), (page) => this.setData({ others: page.items }))
  },

  /** 到了的点一下,点错了再点一下;签到关了以后,先问为什么。 */
  mark(event) {
    const at = event.currentTarget.dataset
    if (this.data.list.why_not) return this.say(this.data.list.why_not)
    if (this.data.list.wants_why) return this.setData({ fixing: this.data.fixing === at.person ? 0 : at.person, 'form.why': '' })
    return this.take(() => api.attendance_mark(this.query.id, at.person, { present: at.present }), (done) => this.marked(done, at.person))
  },
  correct(event) {
    const at = event.currentTarget.dataset
    const body = { present: at.present, reason: this.data.form.why }
    return this.take(() => api.attendance_correct(this.query.id, at.person, body), (done) => {
      this.marked(done, at.person)
      this.say(at.present ? '补上了,原因也记着。' : '改成「没到」了,原因也记着。')
    })
  },
  marked(done, person) {
    const there = this.data.people.some((one) => one.person_id === person)
    const kept = this.data.people.filter((one) => done.person || one.person_id !== person)
    const people = kept.map((one) => (one.person_id === person ? this.row(done.person) : one))
    const others = this.data.others && this.data.others.filter((one) => one.person_id !== person)
    this.setData({ list: done, people: there || !done.person ? people : people.concat(this.row(done.person)), others: others, fixing: 0 })
  }
})

/** 门口的屏不要自己暗下去。 */
function awake(on) {
  if (wx.canIUse('setKeepScreenOn')) wx.setKeepScreenOn({ keepScreenOn: on })
}

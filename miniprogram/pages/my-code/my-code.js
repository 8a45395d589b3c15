// 我的码:给身边的青年扫,TA 自己点同意才进名单。带着活动来的,是那个活动现场的码。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const OWN = { mine: () => api.join_code_mine(), fresh: () => api.join_code_new(), stop: () => api.join_code_stop(), picture: () => api.join_code_picture() }

/** 一个活动现场的码,说得和我的码一样。 */
function event(id) {
  const as = (found) => ({ code: found.scene ? found : null })
  return {
    mine: () => api.event_code(id).then(as),
    fresh: () => api.event_code_new(id).then(as),
    stop: () => api.event_code_stop(id).then(as),
    picture: () => api.event_code_picture(id)
  }
}

screen({
  data: { code: null, picture: '', until: '', event: false },

  arrive(query) {
    this.ways = query.activity ? event(query.activity) : OWN
    if (!query.activity) return
    this.setData({ event: true })
    wx.setNavigationBarTitle({ title: '现场加小伙伴' })
  },
  look() {
    return this.ways.mine().then((found) => this.shown(found))
  },
  shown(found) {
    const code = found.code
    if (code && code.scene !== (this.data.code || {}).scene) this.draw()
    return { code: code, picture: code ? this.data.picture : '', until: code ? words.moment(code.expires_at) : '' }
  },
  draw() {
    this.ways.picture().then((path) => this.setData({ picture: path }), (trouble) => this.tell(trouble))
  },

  make() {
    return this.take(() => this.ways.fresh(), (found) => this.setData(this.shown(found)))
  },
  renew() {
    this.sure('换一个以后,旧的码就不能再扫了;扫过的人不受影响。', '换一个', () => this.ways.fresh(), (found) => {
      this.setData(Object.assign({}, this.shown(found), { picture: '' }))
      this.say('换好了。')
    })
  },
  stop() {
    this.sure('停用以后谁也扫不了;扫过的人不受影响。', '停用', () => this.ways.stop(), (found) =>
      this.setData(this.shown(found))
    )
  },
  preview() {
    wx.previewImage({ urls: [this.data.picture] })
  },
  copy() {
    wx.setClipboardData({ data: this.data.code.phrase, success: () => this.say('复制好了,发给 TA 就行。') })
  }
})

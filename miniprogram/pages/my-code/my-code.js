// 我的码:给身边的青年扫,TA 自己点同意才进名单。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { code: null, picture: '', until: '' },

  look() {
    return api.join_code_mine().then((found) => this.shown(found))
  },
  shown(found) {
    const code = found.code
    if (code && code.scene !== (this.data.code || {}).scene) this.draw()
    return { code: code, picture: code ? this.data.picture : '', until: code ? words.moment(code.expires_at) : '' }
  },
  draw() {
    api.join_code_picture().then((path) => this.setData({ picture: path }), (trouble) => this.tell(trouble))
  },

  make() {
    return this.take(() => api.join_code_new(), (found) => this.setData(this.shown(found)))
  },
  renew() {
    this.sure('换一个以后,旧的码就不能再扫了;扫过的人不受影响。', '换一个', () => api.join_code_new(), (found) => {
      this.setData(Object.assign({}, this.shown(found), { picture: '' }))
      this.say('换好了。')
    })
  },
  stop() {
    this.sure('停用以后谁也扫不了;扫过的人不受影响。', '停用', () => api.join_code_stop(), (found) =>
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

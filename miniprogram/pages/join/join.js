// 扫了团干部的码:看清是谁在问,愿意才点同意。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  look(query) {
    const token = decodeURIComponent(query.token || '')
    return api.join_asked(token).then((asked) => ({ token: token, asked: asked }))
  },
  agree() {
    this.take(
      () => api.join_agree(this.data.token),
      (joined) => this.say(joined.again ? '本来就在' + joined.cadre + '的名单里。' : '好了,以后由' + joined.cadre + '联系你。', () => this.toHome())
    )
  }
})

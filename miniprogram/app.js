// 打开就先换好会话,第一页不用等。
'use strict'

const session = require('./api/session.js')

App({
  onLaunch() {
    session.ready().catch(() => {}) // 没换成,第一页会说
  }
})

// 扫码进来的都到这里:看是什么码,去该去的那一页。
'use strict'

const screen = require('../../screen.js')

const WAYS = [
  { begins: 'ci_', page: '/pages/check-in/check-in?scene=' },
  { begins: 'add_', page: '/pages/join/join?token=' },
  { begins: 'act_', page: '/pages/activity/activity?id=', cut: true }
]

screen({
  arrive(query) {
    const scene = decodeURIComponent(query.scene || '')
    const way = WAYS.find((one) => scene.indexOf(one.begins) === 0)
    if (!scene) return this.toHome()
    const rest = way && way.cut ? scene.slice(way.begins.length) : scene
    wx.redirectTo({ url: (way ? way.page : '/pages/login/login?scene=') + encodeURIComponent(rest) })
  }
})

// 首页:今天有什么等着我,和去别处的路。
'use strict'

const api = require('../../api/session.js').api
const places = require('../../places.js')
const screen = require('../../screen.js')

screen({
  data: { me: null, home: null, ways: [], organ: [] },

  /** 扫码进来没有写哪一页的,到这里。 */
  arrive(query) {
    if (query.scene) wx.navigateTo({ url: '/pages/scan/scan?scene=' + query.scene })
  },

  look: () =>
    api.me().then((me) => {
      const seen = { me: me, ways: places.ways(me.standing), organ: places.organ(me.standing) }
      if (me.standing === 'stranger') return Object.assign(seen, { home: null })
      return api.home().then((home) => {
        const todos = home.todos.map((one) => Object.assign({}, one, { page: places.page(one.path) }))
        return Object.assign(seen, { home: Object.assign({}, home, { todos: todos }) })
      })
    })
})

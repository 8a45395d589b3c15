// 消息:没看的通知;想多收一条,点一下订阅。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const MOST = 3 // 一次最多问三个模板

screen({
  data: { offered: [], follows: true },

  look: () =>
    Promise.all([api.me(), api.subscriptions_mine()]).then((found) => ({
      follows: found[0].follows,
      offered: found[1].items
    })),
  list: (after) => api.notices_mine({ after: after }),
  item: (one) => Object.assign({}, one, { when: words.moment(one.at) }),

  /** 微信只在点按钮的当时让问;问完把回答交回去。 */
  subscribe() {
    wx.requestSubscribeMessage({
      tmplIds: this.data.offered.slice(0, MOST).map((one) => one.template_id),
      success: (asked) => {
        const answers = Object.assign({}, asked)
        delete answers.errMsg
        const yes = Object.keys(answers).filter((id) => answers[id] === 'accept').length
        this.take(
          () => api.subscriptions_answer({ answers: answers }),
          (page) => {
            this.setData({ offered: page.items })
            this.say(yes ? '好,下一条会发到微信里。' : '好,先不订阅。')
          }
        )
      },
      fail: (no) => {
        const off = no.errCode === 20004
        this.say(off ? '通知关着。在右上角「设置」里打开订阅消息,再点一次。' : '微信没有问成,过一会儿再点一次。')
      }
    })
  },
  read() {
    const ids = this.data.items.map((one) => one.id)
    this.take(() => api.notices_read({ ids: ids }))
  }
})

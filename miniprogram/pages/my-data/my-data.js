// 我的数据:存着什么、拿走一份、删除。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { open: '', lines: [], next: null },

  look: () =>
    api.my_data().then((mine) => ({ mine: mine, due: mine.erasure ? words.moment(mine.erasure.due_at) : '' })),

  /** 点一项看里面的每一条,再点收起来。 */
  unfold(event) {
    const key = event.currentTarget.dataset.key
    if (key === this.data.open) return this.setData({ open: '', lines: [] })
    return this.take(
      () => api.my_data_part(key, { limit: 100 }),
      (page) => {
        const lines = page.items.map((one) => Object.assign({}, one, { when: words.moment(one.at) }))
        this.setData({ open: key, lines: lines })
      }
    )
  },

  copy() {
    this.take(
      () => api.my_data_export(),
      (file) => {
        const text = file.parts
          .map((part) => [part.title].concat(part.lines.map((one) => '  ' + one.what + ':' + one.about)).join('\n'))
          .join('\n')
        wx.setClipboardData({ data: text, success: () => this.say('全部复制好了,粘贴到你想存的地方就行。') })
      }
    )
  },
  erase() {
    const whole = this.data.mine.erases_whole
    const about = whole ? '存着的都会删掉,登录也会退出。' : '你自己说过的会删掉;任职和工作记录要留着。'
    this.sure(about + '24 小时内可以反悔。', '删除', () => api.erasure_ask(), () => this.refresh())
  },
  keep() {
    this.take(() => api.erasure_take_back(), () => {
      this.say('好,不删了。')
      return this.refresh()
    })
  }
})

// 聊过吗:团干部记了和你的一次,点一下有没有;点不点都不影响谁。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.met_open({ after: after }),
  item: (one) => Object.assign({}, one, { about: one.kind_title + ' · ' + words.day(one.day) }),
  answer(event) {
    const at = event.currentTarget.dataset
    return this.take(
      () => api.met_answer(at.id, { yes: at.yes }),
      () => {
        this.say(at.yes ? '好,记下了。' : '好,只用来看数字准不准。')
        return this.refresh()
      }
    )
  }
})

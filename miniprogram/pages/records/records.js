// 我的记录:新的在前;点开能看能改,记错了可以撤销,撤销了可以恢复。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.records_mine({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: [one.youths.join('、'), one.minutes ? one.minutes + ' 分钟' : '', words.day(one.day), one.late ? '补记' : '', one.activity]
        .filter((part) => part)
        .join(' · ')
    }),

  /** 点一条:撤销或者恢复;不能改的,接口说为什么。 */
  touch(event) {
    const at = event.currentTarget.dataset
    if (at.undone) this.sure('恢复这一条?', '恢复', () => api.record_redo(at.id))
    else this.sure('撤销「' + at.title + '」?', '撤销', () => api.record_undo(at.id))
  }
})

// 表格在电脑上传:这里说在哪里传,和传过的到哪一步了。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const SAID = {
  queued: '排着队',
  checking: '正在检查',
  fine: '检查好了,等你点写入',
  faulty: '有几行要改',
  waiting: '等着写入',
  writing: '正在写入',
  done: '写好了',
  cancelled: '不要了',
  failed: '没有做成'
}

screen({
  data: { leader: false, files: [] },

  look: () =>
    api.me().then((me) => {
      const leader = me.standing === 'leader'
      return Promise.all([api.youths_sheets(), leader ? api.roster_sheets() : { items: [] }]).then((found) => ({
        leader: leader,
        files: found[0].items.concat(found[1].items).map((one) => ({
          id: one.id,
          name: one.name,
          about: (one.kind === 'roster' ? '一览表' : '小伙伴') + ' · ' + words.moment(one.at),
          said: one.fault_count ? one.fault_count + ' 行要改' : SAID[one.status] || ''
        }))
      }))
    }),
  copy() {
    wx.setClipboardData({ data: '工作台', success: () => this.say('复制好了,发给公众号就行。') })
  }
})

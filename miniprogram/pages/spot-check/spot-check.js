// 一次抽查:答了多少;不在微信里的打电话问。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const SAID = { open: '还没回答', answered: '已回答', unreached: '没联系上', refused: '不想回答', wrong: '号码不对' }

screen({
  data: { check: null, span: '', until: '', done: 0 },

  look: (query) => api.spot_check_one(query.id).then((check) => shown(check)),
  list(after) {
    return api.spot_check_calls_list(this.query.id, { after: after })
  },
  item: (one) =>
    Object.assign({}, one, {
      said: one.gone ? '不用问了' : SAID[one.result],
      about: [one.cadre, one.tries ? '打过 ' + one.tries + ' 次' : '', one.until && one.open ? '先等微信,' + words.moment(one.until) + ' 以后再打' : one.phone || '没有号码']
        .filter((part) => part)
        .join(' · ')
    }),
  close() {
    this.sure('结束以后就不能再答了,结果马上出来。', '结束', () => api.spot_check_close(this.query.id), (check) => {
      this.setData(shown(check))
      this.say(check.said)
      return this.refresh()
    })
  }
})

function shown(check) {
  return {
    check: check,
    span: words.date(check.first_day) + ' – ' + words.date(check.last_day),
    until: words.moment(check.closes_at),
    done: check.size - check.results.open
  }
}

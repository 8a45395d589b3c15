// 我办的活动:要做点什么的在前。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.activities_hosted({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      when: words.moment(one.starts_at),
      todo: one.state === 'ended' && !one.closed ? '等着办结' : one.applied ? one.applied + ' 份申请等着定' : ''
    })
})

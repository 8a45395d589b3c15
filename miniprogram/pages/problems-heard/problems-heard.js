// 你反映过、很多人也提到的事,单位集中答复的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.problems_heard({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: [one.organ, words.day(one.day), one.people > 1 ? one.people + ' 位小伙伴提过' : ''].filter((part) => part).join(' · ')
    })
})

// 等着审核的心愿,等得久的在前;通过或者收起来,点进去做。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.wish_review_list({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: [one.number, one.kind_title, one.organisation, words.day(one.day), one.own ? '自己许的,请另一位来审' : '']
        .filter((part) => part)
        .join(' · ')
    })
})

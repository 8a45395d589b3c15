// 接口在哪里。上线前改成你自己的域名,并在小程序后台的「request 合法域名」里填上它。
module.exports = { base: 'https://mini.example.com/api/v1' }

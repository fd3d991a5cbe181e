import './styles/tokens.css'
import './styles/base.css'
import './styles/paper.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { queryClient } from './api/query-client.ts'
import { applyTheme } from './frame/theme.ts'
import { router } from './router.ts'
import { guardMarkup } from './trusted-types.ts'

guardMarkup()
applyTheme()
createApp(App).use(VueQueryPlugin, { queryClient }).use(router).mount('#console')

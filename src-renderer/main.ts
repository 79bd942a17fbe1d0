import '@fontsource-variable/inter/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/ground.css'
import './styles/text.css'
import './styles/floating.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { useErrors } from './composables/use-errors.ts'

const app = createApp(App)
app.use(createPinia())
app.config.errorHandler = (error) => {
  useErrors().report(error)
}
window.addEventListener('unhandledrejection', (event) => {
  useErrors().report(event.reason)
})
app.mount('#app')

// The validator and the query configuration are off: the first sends the document to a host on the Internet, the second lets a link
// choose which document is shown.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  tagsSorter: 'alpha',
  validatorUrl: null,
  queryConfigEnabled: false,
})

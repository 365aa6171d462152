// Sends the answer to the application (OAuth 2.0 Form Post Response Mode section 2). Plain enough
// for browsers that run little more than scripts of their youth.

document.getElementById("form-post").submit();

// Nobody is signed in here: what the phone kept of somebody's log goes. What waits to be sent stays, under its account.

if ("caches" in window) caches.delete("quick-data").catch(() => { /* Then none was kept. */ });

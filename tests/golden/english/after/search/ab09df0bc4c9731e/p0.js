hnSearch("ab09df0bc4c9731e/p0",`~ "=#! ~ #0.!!|Jh #^m! ~ %SV! ~ (ou! ~  .M! ~ '4a! |bW! }cw! ~ *d@! ~ )I%! ~ &?Q!!~ '13! ~ &rJ! ~ %O3!!`);

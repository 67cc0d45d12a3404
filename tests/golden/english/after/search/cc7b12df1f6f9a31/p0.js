hnSearch("cc7b12df1f6f9a31/p0",`~ "=#! ~ #0.!!|Jh #^m! ~ %SV! ~ (ou! ~  .M! ~ '4a! |bW! }cw! ~ *d@! ~ )I%! ~ &?Q!!~ '13! ~ &rJ! ~ %O3!!`);

hnSearch("b75ff6cac7f32129/p0",`~ "=#! ~ #0.!!|Jh #^m! ~ %SV! ~ (ou! ~  .M! ~ '4a! |bW! }cw! ~ *d@! ~ )I%! ~ &?Q!!~ '13! ~ &rJ! ~ %O3!!`);

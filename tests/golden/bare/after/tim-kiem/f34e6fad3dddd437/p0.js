hnSearch("f34e6fad3dddd437/p0",`~ -sb! ~ o"/! ~ &p'! `);

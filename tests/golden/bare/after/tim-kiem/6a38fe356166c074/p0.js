hnSearch("6a38fe356166c074/p0",`~ -sb! ~ o"/! ~ &p'! `);

hnSearch("4e0be11ea0111168/p0",`~ -sb! ~ o"/! ~ &p'! `);

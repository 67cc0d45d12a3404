hnThisDay(5,{});

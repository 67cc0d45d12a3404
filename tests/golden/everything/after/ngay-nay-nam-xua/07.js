hnThisDay(7,{});
